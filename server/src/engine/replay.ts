import type { Database } from '../platform/database.ts';
import { rowsOf } from '../platform/postgres.ts';
import type { Lane, LoggedInput } from './input.ts';
import { openRefused } from './set-aside.ts';
import { type LogRow, readRows } from './log.ts';
import type { TurnModule } from './module.ts';
import { type Simulation, openSimulation } from './simulation.ts';

interface TurnRow {
  number: string;
  now: Date;
  lane: Lane | null;
  from_position: string;
  from_index: number;
  until_position: string;
  until_index: number;
  swept: string[];
  swept_until: Date | null;
  first_fact: string;
}

/**
 * Takes every recorded turn again, in memory: the same inputs at the same instants. With the same code and the whole log
 * this comes to the same state, facts and answers as the store holds.
 */
export async function replayTurns(pool: Database, modules: readonly TurnModule[]): Promise<Simulation> {
  const simulation = openSimulation(modules);
  const refused = await refusedByStore(pool);
  const turns = await rowsOf<TurnRow>(pool, 'select * from engine.turn order by number');
  for (const turn of turns) {
    await simulation.take({
      number: Number(turn.number),
      now: turn.now.getTime(),
      nextId: Number(turn.first_fact),
      refused,
      inputs: turn.lane ? await inputsBetween(pool, turn.lane, turn) : [],
      swept: turn.swept.map(Number),
      sweptUntil: turn.swept_until?.getTime() ?? 0,
    });
  }
  return simulation;
}

/** What the store or a death refused was not decided; its error stands in its row. */
async function refusedByStore(pool: Database): Promise<Map<string, string>> {
  const rows = await rowsOf<{ id: string; at: string; sealed: Buffer }>(
    pool,
    `select id, lane || ':' || position || ':' || index as at, sealed from engine.set_aside`,
  );
  const errors = rows.map((row) => [row.at, openRefused(pool.ring, row).error] as const);
  return new Map(errors.filter(([, error]) => error.startsWith('The s')));
}

async function inputsBetween(pool: Database, lane: Lane, turn: TurnRow): Promise<LoggedInput[]> {
  const [from, until] = [Number(turn.from_position), Number(turn.until_position)];
  const rows = await readRows(pool, lane, from, until - from + 1);
  return rows.flatMap((row) =>
    part(
      row,
      row.position === from ? turn.from_index : 0,
      row.position === until ? turn.until_index : row.inputs.length,
    ),
  );
}

function part(row: LogRow, fromIndex: number, untilIndex: number): LoggedInput[] {
  if (row.position > 0 && fromIndex >= untilIndex) return [];
  return row.inputs.slice(fromIndex, untilIndex).map((input, i) => ({
    input,
    lane: row.lane,
    position: row.position,
    index: fromIndex + i,
    acceptedAt: row.acceptedAt,
  }));
}
