import type { Database } from '../platform/database.ts';
import { rowsOf } from '../platform/postgres.ts';
import type { Lane, LoggedInput } from './input.ts';
import { type LogRow, loggedInputs, readRows } from './log.ts';
import type { Cursor, Cursors } from './save.ts';

export const LANES = ['interactive', 'bulk'] as const;

/** Bulk work gets at least one turn in so many while tills are busy. */
const INTERACTIVE_TURNS_IN_A_ROW = 8;
/** Inputs kept in memory between append and turn, per lane; what is more is read from the log again. */
const TAIL_INPUTS_LIMIT = 20_000;
const ROWS_PER_READ = 8;

export interface LaneCount {
  readonly appended: number;
  readonly decided: number;
  readonly waiting: number;
}

interface LaneState {
  /** Rows in order, from the cursor on; later ones may be missing and are then read from the log. */
  tail: LogRow[];
  tailInputs: number;
  /** The last position known to be in the log. */
  head: number;
  appended: number;
  decided: number;
  /** Rows up to here were counted when the store was last asked; word of one may come later. */
  countedUntil: number;
  /** Rows heard of while the store is being asked. */
  arrived: { readonly position: number; readonly count: number }[] | undefined;
}

const emptyLane = (): LaneState => ({
  tail: [],
  tailInputs: 0,
  head: 0,
  appended: 0,
  decided: 0,
  countedUntil: 0,
  arrived: undefined,
});

/** Where the turns stand in the log, and the inputs that come next. */
export interface Lanes {
  readonly cursors: Cursors;
  /** Goes back, or on, to where the store says the turns stand, and counts what waits there. */
  moveTo(cursors: Cursors): Promise<void>;
  /** This process appended a row: it is at hand for the next turn. */
  appended(row: LogRow): void;
  /** Another process appended a row: it is read from the log when its turn comes. */
  appendedElsewhere(lane: Lane, position: number, count: number): void;
  /** The inputs of the next turn, all of one lane, and the cursor behind them. */
  take(limitOf: (lane: Lane) => number): Promise<LoggedInput[]>;
  /** Further inputs of a lane, for a turn that has begun to take it. */
  takeMore(lane: Lane, limit: number): Promise<LoggedInput[]>;
  decided(lane: Lane, count: number): void;
  hasWaiting(): boolean;
  count(lane: Lane): LaneCount;
  oldestWaitingAt(): number | undefined;
}

export function openLanes(pool: Database): Lanes {
  const lanes: Record<Lane, LaneState> = { interactive: emptyLane(), bulk: emptyLane() };
  let cursors: Cursors = { interactive: { position: 1, index: 0 }, bulk: { position: 1, index: 0 } };
  let turnsOfInteractive = 0;

  /** Makes the row at the cursor the first of the tail, from memory or from the log. */
  async function fillTail(lane: Lane): Promise<readonly LogRow[]> {
    const state = lanes[lane];
    const { position } = cursors[lane];
    while (state.tail[0] && state.tail[0].position < position) state.tailInputs -= state.tail.shift()!.inputs.length;
    if (state.tail[0]?.position === position || state.head < position) return state.tail;
    const [known, head] = [state.tail[0]?.position ?? Number.POSITIVE_INFINITY, state.head];
    const read = (await readRows(pool, lane, position, ROWS_PER_READ)).filter((row) => row.position < known);
    // Rows stand in the log without gaps before anybody tells of them: what was told and is not there never was.
    if (read.length === 0 && state.head === head) state.head = position - 1;
    state.tail.unshift(...read);
    for (const row of read) state.tailInputs += row.inputs.length;
    return state.tail;
  }

  async function takeFrom(lane: Lane, limit: number): Promise<LoggedInput[]> {
    const inputs: LoggedInput[] = [];
    let at: Cursor = cursors[lane];
    for (const row of await fillTail(lane)) {
      if (row.position !== at.position || inputs.length >= limit) break;
      const part = loggedInputs(row, at.index, limit - inputs.length);
      for (const one of part) inputs.push(one);
      const isWhole = at.index + part.length === row.inputs.length;
      at = isWhole
        ? { position: row.position + 1, index: 0 }
        : { position: row.position, index: at.index + part.length };
    }
    cursors = { ...cursors, [lane]: at };
    return inputs;
  }

  /** Each row counts once, whether the store or whoever appended it tells first. */
  function countRow(state: LaneState, position: number, count: number): void {
    state.head = Math.max(state.head, position);
    state.arrived?.push({ position, count });
    if (position > state.countedUntil) state.appended += count;
  }

  return {
    get cursors() {
      return cursors;
    },
    async moveTo(to) {
      cursors = to;
      for (const lane of LANES) {
        const state = lanes[lane];
        state.arrived = [];
        const [row] = await rowsOf<{ position: string; waiting: string }>(
          pool,
          `select h.position, coalesce((select sum(count) from engine.log l where l.lane = h.lane and l.position >= $2), 0) as waiting
           from engine.log_head h where h.lane = $1`,
          [lane, to[lane].position],
        );
        // Rows before the cursor are needed no more, and rows behind a gap could hide it.
        state.tail = [];
        state.tailInputs = 0;
        state.countedUntil = Number(row!.position);
        state.head = Math.max(state.head, state.countedUntil);
        const later = (state.arrived ?? []).filter(({ position }) => position > state.countedUntil);
        state.arrived = undefined;
        const waiting = Math.max(0, Number(row!.waiting) - to[lane].index);
        state.appended = state.decided + waiting + later.reduce((sum, { count }) => sum + count, 0);
      }
    },
    appended(row) {
      const state = lanes[row.lane];
      countRow(state, row.position, row.inputs.length);
      if (state.tailInputs + row.inputs.length > TAIL_INPUTS_LIMIT) return;
      // Word of two rows that were written at the same time may come in either order.
      const at = state.tail.findLastIndex(({ position }) => position < row.position) + 1;
      state.tail.splice(at, 0, row);
      state.tailInputs += row.inputs.length;
    },
    appendedElsewhere(lane, position, count) {
      countRow(lanes[lane], position, count);
    },
    async take(limitOf) {
      const order: readonly Lane[] = turnsOfInteractive >= INTERACTIVE_TURNS_IN_A_ROW ? ['bulk', 'interactive'] : LANES;
      for (const lane of order) {
        const inputs = await takeFrom(lane, limitOf(lane));
        if (inputs.length === 0) continue;
        turnsOfInteractive = lane === 'interactive' ? turnsOfInteractive + 1 : 0;
        return inputs;
      }
      turnsOfInteractive = 0;
      return [];
    },
    takeMore: takeFrom,
    decided: (lane, count) => void (lanes[lane].decided += count),
    hasWaiting: () => LANES.some((lane) => lanes[lane].head >= cursors[lane].position),
    count(lane) {
      const { appended, decided } = lanes[lane];
      return { appended, decided, waiting: Math.max(0, appended - decided) };
    },
    oldestWaitingAt: () =>
      lanes.interactive.tail.find((row) => row.position >= cursors.interactive.position)?.acceptedAt,
  };
}
