import type { listAudit, QueryInput } from '@shuke/contract';
import { addDays, isDay, startOfDay } from '../../format/zone.ts';
import type { AuditView } from '../../paths.ts';

/** The filters of the URL as the API wants them. */
export function auditQuery(view: AuditView, zone: string): QueryInput<typeof listAudit> {
  return {
    by: view.by,
    action: view.action,
    object: view.object,
    from: isDay(view.from) ? startOfDay(view.from, zone) : undefined,
    until: isDay(view.to) ? startOfDay(addDays(view.to, 1), zone) : undefined,
  };
}
