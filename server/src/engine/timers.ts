import { booleanArray, instantArray, jsonArray, numberArray } from '../platform/binary-arrays.ts';
import { rowsOf } from '../platform/postgres.ts';
import { collection } from './collection.ts';
import type { Need } from './module.ts';

/** At `dueAt` (epoch milliseconds) the input (kind, body) happens to the subject. (kind, key) names it. */
export interface Timer {
  readonly kind: string;
  readonly key: string;
  readonly dueAt: number;
  readonly body: unknown;
}

/** A subject's timers, earliest first. Held: set while its history is told, so the sweep waits until all of it is in. */
export interface SubjectTimers {
  readonly list: readonly Timer[];
  readonly isHeld: boolean;
}

/** All timers of a subject in one row, because they are loaded with the subject and fire in order. */
export const timers = collection<number, SubjectTimers>({
  name: 'engine.timer',
  keep: 100_000,
  async load(db, subjects) {
    const rows = await rowsOf<{ subject: string; timers: Timer[]; is_held: boolean }>(
      db,
      'select subject, timers, is_held from engine.timer where subject = any($1::bigint[])',
      [numberArray(subjects)],
      'load engine.timer',
    );
    return rows.map((row) => [Number(row.subject), { list: row.timers, isHeld: row.is_held }] as const);
  },
  save: (changed) => [
    {
      name: 'save engine.timer',
      text: `insert into engine.timer (subject, due_at, is_held, timers)
        select * from unnest($1::bigint[], $2::timestamptz[], $3::boolean[], $4::json[])
        on conflict (subject) do update set due_at = excluded.due_at, is_held = excluded.is_held, timers = excluded.timers`,
      values: [
        numberArray(changed.map(([subject]) => subject)),
        instantArray(changed.map(([, own]) => own.list[0]?.dueAt ?? null)),
        booleanArray(changed.map(([, own]) => own.isHeld)),
        jsonArray(changed.map(([, own]) => own.list)),
      ],
    },
  ],
});

export function withoutTimer(list: readonly Timer[], kind: string, key: string): readonly Timer[] {
  return list.filter((timer) => timer.kind !== kind || timer.key !== key);
}

/** For inputs that set timers of several subjects: those of the input's own are loaded with it. */
export const needsOfTimers = (subject: number): Need => [timers, subject];

/** Order: due instant, then kind and key, so that equal instants fire the same way everywhere. */
export function withTimer(list: readonly Timer[], timer: Timer): readonly Timer[] {
  const rest = withoutTimer(list, timer.kind, timer.key);
  const isBefore = (other: Timer) =>
    other.dueAt < timer.dueAt ||
    (other.dueAt === timer.dueAt && `${other.kind}\n${other.key}` < `${timer.kind}\n${timer.key}`);
  const at = rest.findIndex((other) => !isBefore(other));
  return at < 0 ? [...rest, timer] : [...rest.slice(0, at), timer, ...rest.slice(at)];
}

/** Only a timer that lies in the past can be told with the history; one due later is live however it was set. */
export function subjectTimers(list: readonly Timer[], isHistory: boolean, turnNow: number): SubjectTimers {
  return { list, isHeld: isHistory && list[0] !== undefined && list[0].dueAt <= turnNow };
}
