import { type BodyOf, type IncidentMark, type recordIncident as recordEndpoint, mustBeReported } from '@shuke/contract';
import type { Scope } from '../../engine/index.ts';
import { Problem } from '../../platform/problem.ts';
import { type KeptIncident, incidents } from './incident-store.ts';
import type { Who } from './request-store.ts';

/** Without an id, a new one. */
export interface RecordIncident {
  readonly id: number | null;
  readonly told: BodyOf<typeof recordEndpoint>;
  readonly who: Who;
}

export interface MarkIncident {
  readonly id: number;
  readonly mark: IncidentMark;
  /** Epoch milliseconds; now where it is not told. */
  readonly at: number | null;
  readonly note: string | null;
  readonly who: Who;
}

/** Writes an incident down, or tells more of one. */
export function recordIncident(scope: Scope, { id: known, told, who }: RecordIncident): { id: number } {
  const before = known === null ? undefined : openIncident(scope, known);
  const { level, people, foundAt: found, ...words } = told;
  const foundAt = Date.parse(found);
  refuseFuture(scope, 'foundAt', foundAt);
  const id = before?.id ?? scope.newId();
  const marks = before ?? { recordedAt: scope.now, reportedAt: null, toldAt: null, closedAt: null };
  const { recordedBy, notes } = before?.kept ?? { recordedBy: who, notes: [] };
  scope.set(incidents, id, { ...marks, id, level, people, foundAt, kept: { ...words, recordedBy, notes } });
  return { id };
}

/** Notes a step. One that was set wrongly is set again, as long as the incident is not closed; the trail tells both. */
export function markIncident(scope: Scope, { id, mark, at, note, who }: MarkIncident): { id: number } {
  const before = openIncident(scope, id);
  const when = at ?? scope.now;
  refuseFuture(scope, 'at', when);
  if (when < before.foundAt)
    refuse('at', 'must not lie before the incident was found: correct one of the two and send it again');
  const isReported = before.reportedAt !== null || !mustBeReported(before.level);
  if (mark === 'closed' && note === null && (before.toldAt === null || !isReported))
    refuse(
      'note',
      'must say why it was not reported, or the people were not told: that is allowed only where harm was averted',
    );
  const notes = [...before.kept.notes, { at: when, mark, note, by: who }];
  scope.set(incidents, id, { ...before, [`${mark}At`]: when, kept: { ...before.kept, notes } });
  return { id };
}

function openIncident(scope: Scope, id: number): KeptIncident {
  const found = scope.get(incidents, id);
  if (!found) throw new Problem('incident.unknown', `There is no incident ${id}. GET /api/incidents lists them.`);
  if (found.closedAt !== null)
    throw new Problem(
      'incident.closed',
      `Incident ${id} was closed on ${new Date(found.closedAt).toISOString()}. What came to light since is written down as a new one.`,
    );
  return found;
}

function refuseFuture(scope: Scope, field: string, at: number): void {
  if (at > scope.now) refuse(field, 'must not lie in the future');
}

function refuse(field: string, message: string): never {
  throw new Problem('request.invalid', `${field} ${message}.`, { faults: [{ field, message }] });
}
