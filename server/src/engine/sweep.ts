import type pg from 'pg';
import { rowsOf } from '../platform/postgres.ts';
import { counters } from './counters.ts';
import { OPEN_HISTORIES } from './history.ts';
import { timers, type SubjectTimers } from './timers.ts';
import type { Draft } from './turn.ts';
import type { World } from './world.ts';

/** Subjects that one turn sweeps at most. */
const SUBJECTS_LIMIT = 1000;

/** Knows when the next timer is due, and whose timers are due now. */
export interface Sweep {
  /** The instant of the first timer that may fire, as far as known: never later than it really is. */
  nextDueAt(): number;
  /** Whatever is known may be wrong: look again. */
  doubt(): void;
  /** At most so many subjects with due timers in order, and the instant up to which theirs may fire. The turn before must be committed. */
  due(until: number, most: number): Promise<{ swept: number[]; sweptUntil: number }>;
  /** A turn was decided: its timers may be due sooner than what was known. */
  note(draft: Draft): void;
}

export function openSweep(pool: pg.Pool, world: World): Sweep {
  let nextDueAt = 0;

  /** Values of is_held that may be swept: held timers wait while any history is being told. */
  async function sweptKinds(): Promise<string> {
    await world.ensure(counters, [OPEN_HISTORIES]);
    return (world.get(counters, OPEN_HISTORIES) ?? 0) > 0 ? '{f}' : '{f,t}';
  }

  async function firstDue(): Promise<number> {
    const [row] = await rowsOf<{ due_at: Date | null }>(
      pool,
      'select min(due_at) as due_at from engine.timer where is_held = any($1::boolean[])',
      [await sweptKinds()],
      'first engine.timer',
    );
    return row?.due_at?.getTime() ?? Number.POSITIVE_INFINITY;
  }

  return {
    nextDueAt: () => nextDueAt,
    doubt: () => void (nextDueAt = 0),
    async due(until, most) {
      const limit = Math.min(most, SUBJECTS_LIMIT);
      const rows = await rowsOf<{ subject: string; due_at: Date }>(
        pool,
        'select subject, due_at from engine.timer where due_at <= $1 and is_held = any($2::boolean[]) order by due_at, subject limit $3',
        [new Date(until).toISOString(), await sweptKinds(), limit],
        'sweep engine.timer',
      );
      if (rows.length === 0) nextDueAt = await firstDue();
      const isAll = rows.length < limit;
      return {
        swept: rows.map((row) => Number(row.subject)),
        sweptUntil: isAll ? until : rows.at(-1)!.due_at.getTime(),
      };
    },
    note(draft) {
      const changed = draft.layer[timers.slot] as Map<number, SubjectTimers> | undefined;
      for (const { list, isHeld } of changed?.values() ?? []) {
        if (!isHeld && list[0]) nextDueAt = Math.min(nextDueAt, list[0].dueAt);
      }
      if (draft.layer[counters.slot]?.has(OPEN_HISTORIES)) nextDueAt = 0;
    },
  };
}
