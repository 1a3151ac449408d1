import { deflateRawSync, inflateRawSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Database } from '../platform/database.ts';
import { type KeyRing, fieldCipher } from '../platform/crypto/index.ts';
import { rowsOf } from '../platform/postgres.ts';
import type { Input, Lane, LoggedInput } from './input.ts';

/** One row of the log: inputs that became durable together. */
export interface LogRow {
  readonly lane: Lane;
  readonly position: number;
  readonly acceptedAt: number;
  readonly inputs: readonly Input[];
  /** The inputs as JSON, where they have just been written down: to be told to another thread. */
  readonly json?: string;
}

/** Names a row among those of both lanes. */
export const rowPlace = ({ lane, position }: Pick<LogRow, 'lane' | 'position'>) => `${lane}:${position}`;

/** A row holds at most so many inputs, so that a turn never has to hold more than it can take. */
const INPUTS_PER_ROW_LIMIT = 2000;
/** Compressing short rows costs more than it saves. */
const COMPRESS_FROM_BYTES = 1024;
/** Each row that zstd compresses takes a megabyte for the while, which floods of short rows turn into work for the collector. */
const ZSTD_FROM_BYTES = 64 * 1024;
const DEFLATE = { level: 1, windowBits: 13, memLevel: 6, chunkSize: 8192 };

/** Sealed as a whole, after it was packed: what is sealed cannot be packed any more. The first byte tells how the rest is packed. */
const packings = {
  0: { pack: (json: Buffer) => json, unpack: (packed: Buffer) => packed },
  1: { pack: zstdCompressSync, unpack: zstdDecompressSync },
  2: { pack: (json: Buffer) => deflateRawSync(json, DEFLATE), unpack: inflateRawSync },
} as const;

const packingFor = (bytes: number): keyof typeof packings =>
  bytes < COMPRESS_FROM_BYTES ? 0 : bytes < ZSTD_FROM_BYTES ? 2 : 1;

function pack(text: string): Buffer {
  const json = Buffer.from(text);
  const packing = packingFor(json.length);
  return Buffer.concat([Buffer.of(packing), packings[packing].pack(json)]);
}

function unpack(body: Buffer): Input[] {
  return JSON.parse(packings[body[0] as keyof typeof packings].unpack(body.subarray(1)).toString()) as Input[];
}

const cipher = (ring: KeyRing) => fieldCipher(ring.source('log'), { table: 'engine.log', column: 'body' });
/** Its position is known only once it is written. */
const rowName = (lane: Lane, acceptedAt: number) => `${lane} ${acceptedAt}`;

/**
 * Appends a row. The update of the lane's head holds its row lock until commit, so that positions follow
 * commit order: nobody can read past an append that is still open.
 */
const APPEND = `
  with head as (update engine.log_head set position = position + 1 where lane = $1 returning position)
  insert into engine.log (lane, position, accepted_at, count, body) select $1, position, $2, $3, $4 from head returning position`;

export async function appendRow(
  pool: Database,
  lane: Lane,
  acceptedAt: number,
  inputs: readonly Input[],
): Promise<LogRow> {
  const json = JSON.stringify(inputs);
  const body = cipher(pool.ring).sealBytes(rowName(lane, acceptedAt), pack(json));
  const values = [lane, new Date(acceptedAt).toISOString(), inputs.length, body];
  const [row] = await rowsOf<{ position: string }>(pool, APPEND, values, 'append engine.log');
  return { lane, position: Number(row!.position), acceptedAt, inputs, json };
}

export async function readRows(pool: Database, lane: Lane, fromPosition: number, limit: number): Promise<LogRow[]> {
  const rows = await rowsOf<{ position: string; accepted_at: Date; body: Buffer }>(
    pool,
    'select position, accepted_at, body from engine.log where lane = $1 and position >= $2 order by position limit $3',
    [lane, fromPosition, limit],
    'read engine.log',
  );
  const { openBytes } = cipher(pool.ring);
  return rows.map((row) => ({
    lane,
    position: Number(row.position),
    acceptedAt: row.accepted_at.getTime(),
    inputs: unpack(openBytes(rowName(lane, row.accepted_at.getTime()), row.body)),
  }));
}

/** Writes a row anew in its place, as only erasing does. */
export async function writeRow(db: Database, { lane, position, acceptedAt, inputs }: LogRow): Promise<void> {
  const body = cipher(db.ring).sealBytes(rowName(lane, acceptedAt), pack(JSON.stringify(inputs)));
  await db.query('update engine.log set body = $3 where lane = $1 and position = $2', [lane, position, body]);
}

export function loggedInputs(row: LogRow, fromIndex: number, limit: number): LoggedInput[] {
  return row.inputs.slice(fromIndex, fromIndex + limit).map((input, i) => ({
    input,
    lane: row.lane,
    position: row.position,
    index: fromIndex + i,
    acceptedAt: row.acceptedAt,
  }));
}

/** Notes who waits for the answers of a row, from this input of it on. */
type Register = (row: LogRow, fromIndex: number) => void;

interface Waiting {
  readonly inputs: readonly Input[];
  readonly register: Register | undefined;
  readonly durable: () => void;
  readonly failed: (error: unknown) => void;
}

export interface Appender {
  /**
   * Resolves when the inputs are durable. Calls that arrive while one row is written share the next. `register` is given by
   * who waits for the answers, and called before anybody else is told of the row: no word of its turn can come sooner.
   */
  append(lane: Lane, inputs: readonly Input[], register?: Register): Promise<void>;
}

/**
 * Group commit: one row at a time per lane, holding whatever has arrived meanwhile.
 * `onAppended` sees each row before its callers do, and whether any of them waits for answers.
 */
export function openAppender(
  pool: Database,
  now: () => number,
  onAppended: (row: LogRow, isAwaited: boolean) => void,
): Appender {
  const waiting: Record<Lane, Waiting[]> = { interactive: [], bulk: [] };
  const isWriting: Record<Lane, boolean> = { interactive: false, bulk: false };

  async function write(lane: Lane): Promise<void> {
    isWriting[lane] = true;
    // Whatever else arrives in this round of the event loop joins the row.
    await new Promise(setImmediate);
    while (waiting[lane].length > 0) {
      const group = takeGroup(waiting[lane]);
      try {
        const inputs = group.length === 1 ? group[0]!.inputs : group.flatMap((entry) => entry.inputs);
        const row = await appendRow(pool, lane, now(), inputs);
        let from = 0;
        for (const entry of group) {
          entry.register?.(row, from);
          from += entry.inputs.length;
        }
        onAppended(
          row,
          group.some((entry) => entry.register),
        );
        for (const entry of group) entry.durable();
      } catch (error) {
        for (const entry of group) entry.failed(error);
      }
    }
    isWriting[lane] = false;
  }

  return {
    append(lane, inputs, register) {
      return new Promise((durable, failed) => {
        waiting[lane].push({ inputs, register, durable, failed });
        if (!isWriting[lane]) void write(lane);
      });
    },
  };
}

function takeGroup(waiting: Waiting[]): Waiting[] {
  let count = 0;
  let end = 0;
  while (end < waiting.length && (end === 0 || count + waiting[end]!.inputs.length <= INPUTS_PER_ROW_LIMIT)) {
    count += waiting[end]!.inputs.length;
    end++;
  }
  return waiting.splice(0, end);
}
