import {
  type BodyOf,
  type Recipient,
  type Responsible,
  type Assessment,
  changeRecipient,
  draftNotice,
  getDataRegister,
  getResponsible,
  listAssessments,
  listRecipients,
  recordAssessment,
  recordRecipient,
  setResponsible,
} from '@shuke/contract';
import { type Engine, decideOne, input } from '../../engine/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Call, type Route, route } from '../../platform/http.ts';
import { readAssessments } from './assessments.ts';
import { readDecisions } from './automated-decisions.ts';
import { dataRegister } from './data-register.ts';
import { readNotice } from './notice.ts';
import { readRecipients } from './recipients.ts';
import { readVersions } from './responsible.ts';

/** Who handles personal data, and how it was weighed: what the record of processing and the privacy notice are made of. */
export function handlingRoutes({ pool, engine, today }: { pool: Database; engine: Engine; today(): string }): Route[] {
  const readResponsible = async () => (await readVersions(pool))[0] ?? null;
  /** Records somebody who gets data, or tells more of the one of this id. */
  const tellRecipient = async (
    id: number | null,
    told: BodyOf<typeof recordRecipient>,
    { idempotency, by }: Pick<Call<typeof recordRecipient>, 'idempotency' | 'by'>,
  ): Promise<Recipient> => {
    const made = await decideOne<{ id: number }>(
      engine,
      input('recipient.record', { id, told }, { ...idempotency, by }),
    );
    return (await readRecipients(pool, today())).find((one) => one.id === String(made.id))!;
  };
  return [
    route(getDataRegister, async () => ({
      items: [...dataRegister],
      decisions: readDecisions(),
      responsible: await readResponsible(),
      recipients: await readRecipients(pool, today()),
    })),
    route(getResponsible, async () => ({ responsible: await readResponsible() })),
    route(
      setResponsible,
      async ({ body, idempotency, by }) =>
        decideOne<Responsible>(
          engine,
          input('responsible.set', { told: body, who: { id: by.id, name: by.name } }, { ...idempotency, by }),
        ),
      'own',
    ),
    route(listRecipients, async () => ({ items: await readRecipients(pool, today()) })),
    route(recordRecipient, async (call) => tellRecipient(null, call.body, call), 'own'),
    route(changeRecipient, async (call) => tellRecipient(Number(call.params.id), call.body, call), 'own'),
    route(listAssessments, async () => ({ items: await readAssessments(pool) })),
    route(
      recordAssessment,
      async ({ body, idempotency, by }) =>
        decideOne<Assessment>(
          engine,
          input('assessment.record', { told: body, who: { id: by.id, name: by.name } }, { ...idempotency, by }),
        ),
      'own',
    ),
    route(draftNotice, async () => readNotice(pool, today())),
  ];
}
