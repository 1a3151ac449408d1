/**
 * Arrays for `unnest($1::bigint[], …)` in PostgreSQL's binary form: a turn sends thousands of values, and as text both sides
 * took a good part of its time to write and to read them. The form is that of `array_send` (src/backend/utils/adt/arrayfuncs.c):
 * dimensions, a flag for nulls, the type of the elements, their count, the lower bound 1, then each with its length.
 */
const oid = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int4: 23,
  text: 25,
  json: 114,
  date: 1082,
  timestamptz: 1184,
  jsonb: 3802,
} as const;

/** A value that its column cannot hold, with the SQLSTATE that the database would refuse it with: data, no fault of the store. */
class UnfitValue extends RangeError {
  readonly code = '22003';
}

function wholeBetween(least: number, most: number): (value: number) => number {
  return (value) => {
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new UnfitValue(`${value} is no whole number from ${least} to ${most}`);
  };
}
const whole8 = wholeBetween(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const whole4 = wholeBetween(-(2 ** 31), 2 ** 31 - 1);

const HEADER_BYTES = 20;
const TWO_32 = 2 ** 32;

function header(type: number, count: number, hasNulls: boolean, size: number): Buffer {
  const buffer = Buffer.allocUnsafe(count === 0 ? 12 : size);
  buffer.writeInt32BE(count === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(hasNulls ? 1 : 0, 4);
  buffer.writeInt32BE(type, 8);
  if (count === 0) return buffer;
  buffer.writeInt32BE(count, 12);
  buffer.writeInt32BE(1, 16);
  return buffer;
}

/** Elements of one width; `write` puts a value at a place. */
function fixed<T>(
  type: number,
  width: number,
  values: readonly (T | null)[],
  write: (buffer: Buffer, value: T, at: number) => void,
): Buffer {
  let nulls = 0;
  for (const value of values) if (value === null) nulls++;
  const size = HEADER_BYTES + values.length * 4 + (values.length - nulls) * width;
  const buffer = header(type, values.length, nulls > 0, size);
  let at = HEADER_BYTES;
  for (const value of values) {
    buffer.writeInt32BE(value === null ? -1 : width, at);
    at += 4;
    if (value === null) continue;
    write(buffer, value, at);
    at += width;
  }
  return buffer;
}

function writeInt8(buffer: Buffer, value: number, at: number): void {
  buffer.writeInt32BE(Math.floor(value / TWO_32), at);
  buffer.writeUInt32BE(value >>> 0, at + 4);
}

/** bigint[] of safe integers. */
export const numberArray = (values: readonly (number | null)[]): Buffer =>
  fixed(oid.int8, 8, values, (buffer, value, at) => writeInt8(buffer, whole8(value), at));

/** int[]. */
export const intArray = (values: readonly (number | null)[]): Buffer =>
  fixed(oid.int4, 4, values, (buffer, value, at) => void buffer.writeInt32BE(whole4(value), at));

export const booleanArray = (values: readonly boolean[]): Buffer =>
  fixed(oid.bool, 1, values, (buffer, value, at) => void buffer.writeUInt8(value ? 1 : 0, at));

const EPOCH_2000_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;

/** timestamptz[] of epoch milliseconds. */
export const instantArray = (values: readonly (number | null)[]): Buffer =>
  fixed(oid.timestamptz, 8, values, (buffer, value, at) =>
    writeInt8(buffer, (whole8(value) - EPOCH_2000_MS) * 1000, at),
  );

/** date[] of days written as 2026-11-01. */
export const dateArray = (values: readonly (string | null)[]): Buffer =>
  fixed(oid.date, 4, values, (buffer, value, at) => {
    buffer.writeInt32BE(whole4(Math.floor((Date.parse(value) - EPOCH_2000_MS) / DAY_MS)), at);
  });

function strings(type: number, values: readonly (string | null)[], prefix: string): Buffer {
  const lengths = values.map((value) => (value === null ? -1 : prefix.length + Buffer.byteLength(value)));
  let size = HEADER_BYTES;
  let hasNulls = false;
  for (const length of lengths) {
    size += 4 + Math.max(0, length);
    hasNulls ||= length < 0;
  }
  const buffer = header(type, values.length, hasNulls, size);
  let at = HEADER_BYTES;
  for (const [i, value] of values.entries()) {
    const length = lengths[i]!;
    buffer.writeInt32BE(length, at);
    at += 4;
    if (value === null) continue;
    const isAscii = length === prefix.length + value.length;
    if (prefix !== '') buffer.write(prefix, at, 'latin1');
    buffer.write(value, at + prefix.length, isAscii ? 'latin1' : 'utf8');
    at += length;
  }
  return buffer;
}

/** bytea[]. */
export function bytesArray(values: readonly (Uint8Array | null)[]): Buffer {
  let size = HEADER_BYTES;
  for (const value of values) size += 4 + (value?.length ?? 0);
  const buffer = header(oid.bytea, values.length, values.includes(null), size);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = buffer.writeInt32BE(value?.length ?? -1, at);
    if (value === null) continue;
    buffer.set(value, at);
    at += value.length;
  }
  return buffer;
}

export const textArray = (values: readonly (string | null)[]): Buffer => strings(oid.text, values, '');

/** json[] of whatever JSON can hold. */
export const jsonArray = (values: readonly unknown[]): Buffer =>
  strings(
    oid.json,
    values.map((value) => JSON.stringify(value) ?? 'null'),
    '',
  );

/** jsonb[]: each begins with the version of its form, 1. */
export const jsonbArray = (values: readonly unknown[]): Buffer =>
  strings(
    oid.jsonb,
    values.map((value) => JSON.stringify(value) ?? 'null'),
    '\u0001',
  );
