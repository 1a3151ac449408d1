import type { Identifier } from '@shuke/contract';
import type pg from 'pg';
import { eraseInputs, isHistoryTold, wholeLog } from '../../engine/index.ts';
import type { Database } from '../../platform/database.ts';
import { Problem } from '../../platform/problem.ts';
import { rowsOf, underLock } from '../../platform/postgres.ts';
import { erasedIdentifiers, forgetErased } from '../members/index.ts';
import { blankWithdrawn } from './blank-withdrawn.ts';
import { openTraces } from './request-store.ts';
import { type OrderName, tellsOf } from './tells-of.ts';

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

interface EraserParts {
  readonly pool: Database;
  /** Orders of members, from the module that owns them: notices and refunds name an order and need not name anybody. */
  readonly ordersOf: (members: readonly number[]) => Promise<readonly OrderName[]>;
  readonly log: (message: string) => void;
  /** Told when somebody was erased, before anything else is destroyed. */
  readonly note?: () => Promise<void>;
}

/** Destroys what the log still tells of members who were erased, for all of them in one pass, and of what others withdrew. What a stop interrupts goes on at the next start. */
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
    working ??= destroyOpen({ pool, ordersOf, note: noteOnce }, () => isStopping)
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

async function destroyOpen(erasing: Erasing, isStopping: () => boolean): Promise<void> {
  await underLock(erasing.pool, ERASING_LOCK, async (client) => {
    await eraseOpen(client, erasing, isStopping);
    await blankWithdrawn(erasing.pool, isStopping);
  });
}

async function eraseOpen(
  client: pg.ClientBase,
  { pool, ordersOf, note }: Erasing,
  isStopping: () => boolean,
): Promise<void> {
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
