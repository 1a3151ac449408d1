import type { Identifier } from '@shuke/contract';
import { eraseInputs, isHistoryTold, wholeLog } from '../../engine/index.ts';
import type { Database } from '../../platform/database.ts';
import { Problem } from '../../platform/problem.ts';
import { rowsOf, underLock } from '../../platform/postgres.ts';
import { erasedIdentifiers, forgetErased } from '../members/index.ts';
import { openTraces } from './request-store.ts';

export interface Eraser {
  /** Looks at once whether there is something to destroy. */
  wake(): void;
  /** Resolves when nothing is left to destroy (tests). */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const destroyed = new Problem(
  'member.erased',
  'What was asked and answered under this key was destroyed with the data of a member. Ask anew under another key.',
);
const LOOK_MS = 10_000;
/** Any constant that no other lock of the database uses. */
const ERASING_LOCK = 7_080_012;

export interface OrderName {
  readonly number: string;
  readonly channel: string;
}

interface EraserParts {
  readonly pool: Database;
  /** Orders of members, from the module that owns them: notices and refunds name an order and need not name anybody. */
  readonly ordersOf: (members: readonly number[]) => Promise<readonly OrderName[]>;
  readonly log: (message: string) => void;
  /** Told when somebody was erased, before anything else is destroyed. */
  readonly note?: () => Promise<void>;
}

/** Destroys what the log still tells of members who were erased, for all of them in one pass. What a stop interrupts goes on at the next start. */
export function startEraser({ pool, ordersOf, log, note = async () => {} }: EraserParts): Eraser {
  const noted = new Set<string>();
  let isStopping = false;
  let working: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** Where it cannot be noted, the next backup does it. */
  async function noteOnce(members: readonly string[]): Promise<void> {
    if (members.every((id) => noted.has(id))) return;
    await note().then(
      () => members.forEach((id) => noted.add(id)),
      (error: Error) =>
        log(`who was erased could not be noted beside the backups, and is with the next one: ${error.message}`),
    );
  }

  function look(): void {
    clearTimeout(timer);
    if (isStopping) return;
    working ??= eraseOpen({ pool, ordersOf, note: noteOnce }, () => isStopping)
      .catch((error: Error) => log(`erasing goes on in a moment: ${error.message}`))
      .finally(() => {
        working = undefined;
        timer = setTimeout(look, LOOK_MS).unref();
      });
  }
  look();
  return {
    wake: look,
    async idle() {
      // A pass that is under way may have begun too early.
      await working;
      look();
      await working;
    },
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      await working;
    },
  };
}

type Erasing = Pick<EraserParts, 'pool' | 'ordersOf'> & { note(members: readonly string[]): Promise<void> };

async function eraseOpen({ pool, ordersOf, note }: Erasing, isStopping: () => boolean): Promise<void> {
  await underLock(pool, ERASING_LOCK, async (client) => {
    const rows = await rowsOf<{ member_id: string; traces: Buffer }>(
      client,
      'select member_id, traces from privacy.erasure where done_at is null',
    );
    if (rows.length === 0) return;
    const members = rows.map(({ member_id }) => member_id);
    await note(members);
    // A file that was taken before goes on telling of them until it has been told.
    if (await isHistoryTold(client)) return;
    const known = rows.flatMap((row) => openTraces(pool.ring, row.member_id, row.traces));
    const traces = [...known, ...(await findTraces(pool, members, known))];
    const orders = await ordersOf(members.map(Number));
    const emptied = await eraseInputs(pool, tellsOf(members, traces, orders), destroyed.toBody(), isStopping);
    if (emptied === undefined) return;
    await forgetErased(client, members);
    await client.query(
      'update privacy.erasure set done_at = now(), traces = null, emptied = $2 where member_id = any($1::bigint[])',
      [members, emptied],
    );
  });
}

/** By what else they were known: what came in while they were erased, or could be opened no more, stands in the log itself. */
async function findTraces(pool: Database, members: readonly string[], known: readonly string[]): Promise<string[]> {
  const isTheirs = await erasedIdentifiers(pool, members, known);
  const found = new Set<string>();
  if (isTheirs)
    for await (const { inputs } of wholeLog(pool))
      for (const [, kind, value] of JSON.stringify(inputs).matchAll(IDENTIFIERS)) {
        const one = { kind: kind as Identifier['kind'], value: JSON.parse(value!) as string };
        if (isTheirs(one)) found.add(one.value);
      }
  return [...found];
}

const IDENTIFIERS = /\{"kind":"(\w+)","value":("(?:[^"\\]|\\.)*")/g;

/** Whether JSON names one of the members by number or by an identifier, however a phone was written, or is what was asked of one of their orders. */
export function tellsOf(
  members: readonly string[],
  traces: readonly string[],
  orders: readonly OrderName[] = [],
): (json: string) => boolean {
  const values = traces.flatMap((trace) => (/^\+86\d{11}$/.test(trace) ? [trace, trace.slice(3)] : [trace]));
  const written = values.map((value) => JSON.stringify(value).slice(1, -1));
  const numbers = new Set(members);
  const namesOne = (json: string) => json.matchAll(NUMBERS).some(([, number]) => numbers.has(number!));
  const holdsOne = written.length <= FEW ? holdsOneOfFew(written) : holdsOneOfMany(written);
  const asked = new Set(orders.flatMap(({ number, channel }) => [channel, null].map((one) => orderKey(number, one))));
  const isOfOrder = (json: string) => {
    const [, number, channel] = ORDER.exec(json) ?? [];
    return number !== undefined && asked.has(`${number} ${channel}`);
  };
  return (json) => namesOne(json) || isOfOrder(json) || holdsOne(json);
}

const orderKey = (number: string, channel: string | null) => `${JSON.stringify(number)} ${JSON.stringify(channel)}`;
/** As inputs begin that are about an order, also within what was set aside; a refund may leave the channel out. Answers begin otherwise. */
const ORDER = /^(?:\{"body":)?\{"number":("(?:[^"\\]|\\.)*").*?"channel":(null|"(?:[^"\\]|\\.)*")/s;
const NUMBERS = /"(?:member|ref":\{"id|subject)":"?(\d+)"?[,}]/g;
const FEW = 500;
const START_LENGTH = 9;

const holdsOneOfFew = (traces: readonly string[]) => (json: string) => traces.some((trace) => json.includes(trace));

/** Retention may erase a hundred thousand at once: at each place of the text only those are compared that begin as it goes on there. */
function holdsOneOfMany(traces: readonly string[]): (json: string) => boolean {
  const byStart = Map.groupBy(traces, (trace) => trace.slice(0, START_LENGTH));
  const lengths = [...new Set([...byStart.keys()].map(({ length }) => length))];
  const isAt = (json: string, at: number) =>
    lengths.some((length) => byStart.get(json.slice(at, at + length))?.some((trace) => json.startsWith(trace, at)));
  return (json) => {
    for (let at = 0; at < json.length; at++) if (isAt(json, at)) return true;
    return false;
  };
}
