import { type RetentionClass, type RetentionRule, retentionClasses, retentionNames } from '@shuke/contract';
import { type Scope, collection, fieldChanges } from '../../engine/index.ts';
import { intArray, textArray } from '../../platform/binary-arrays.ts';
import { Problem } from '../../platform/problem.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';

interface Kept {
  readonly days: number | null;
}

/** What a run came to: how much went, who was kept and why, or what it waits for. */
export type Dropped = Pick<RetentionRule, 'dropped' | 'kept' | 'waitsFor'>;

interface Row {
  readonly class: RetentionClass;
  readonly days: number | null;
  readonly ran_at: Date | null;
  readonly dropped: string;
  readonly kept: RetentionRule['kept'];
  readonly waits_for: RetentionRule['waitsFor'];
}

/** How long each class is kept, where the shop chose that. What the last run dropped is written by the run. */
export const retention = collection<RetentionClass, Kept>({
  name: 'privacy.retention',
  keep: 100,
  audited: (name, before, after) =>
    fieldChanges(`retention:${name}`, before ?? { days: retentionClasses[name].days }, after, ['days']),
  async load(db, names) {
    const rows = await rowsOf<Row>(db, 'select * from privacy.retention where class = any($1::text[])', [
      textArray(names),
    ]);
    return rows.map((row) => [row.class, { days: row.days }] as const);
  },
  save: (changed) => [
    {
      name: 'save privacy.retention',
      text: `insert into privacy.retention (class, days) select * from unnest($1::text[], $2::int[])
        on conflict (class) do update set days = excluded.days`,
      values: [textArray(changed.map(([name]) => name)), intArray(changed.map(([, { days }]) => days))],
    },
  ],
});

export interface SetRetention extends Kept {
  readonly class: RetentionClass;
}

export function setRetention(scope: Scope, { class: name, days }: SetRetention): null {
  const { least } = retentionClasses[name];
  if (days !== null && days < least)
    throw new Problem('request.invalid', `days must be at least ${least} for ${name}, or null to keep it.`, {
      faults: [{ field: 'days', message: `must be at least ${least} for ${name}` }],
    });
  scope.set(retention, name, { days });
  return null;
}

const DAY_MS = 86_400_000;

/** From when on the log has what was asked; undefined where it is never dropped. */
export async function inputsKeptSince(db: Queryable, now: number): Promise<number | undefined> {
  const { days = null } = (await readRetention(db)).find((rule) => rule.class === 'inputs') ?? {};
  return days === null ? undefined : now - days * DAY_MS;
}

export async function readRetention(db: Queryable): Promise<RetentionRule[]> {
  const rows = await rowsOf<Row>(db, 'select * from privacy.retention');
  return retentionNames.map((name) => {
    const row = rows.find((one) => one.class === name);
    const { days, least } = retentionClasses[name];
    return {
      class: name,
      days: row ? row.days : days,
      least,
      ranAt: row?.ran_at?.toISOString() ?? null,
      dropped: Number(row?.dropped ?? 0),
      kept: row?.kept ?? [],
      waitsFor: row?.waits_for ?? null,
    };
  });
}

/** Which of the members gave or withdrew a consent since an instant, and who asked for something by law since then or still waits for the answer. */
export async function inTouchSince(db: Queryable, ids: readonly number[], at: Date) {
  const read = async (text: string) =>
    (await rowsOf<{ member_id: string }>(db, text, [ids, at])).map(({ member_id }) => Number(member_id));
  return {
    consent: await read(
      'select distinct member_id from privacy.consent_entry where member_id = any($1::bigint[]) and at >= $2',
    ),
    request: await read(
      `select distinct member_id from privacy.request where member_id = any($1::bigint[]) and (state = 'open' or closed_at >= $2)`,
    ),
  };
}
