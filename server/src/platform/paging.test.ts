import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { page, readCursor, writeCursor } from './paging.ts';
import { Problem } from './problem.ts';

test('a cursor reads back as it was written', () => {
  fc.assert(fc.property(fc.integer(), (id) => assert.deepEqual(readCursor(writeCursor([id]), ['number']), [id])));
  const parts = ['2026-11-01 10:00:00.123456+08', '1234567890123456'];
  assert.deepEqual(readCursor(writeCursor(parts), ['instant', 'number']), parts);
  assert.deepEqual(readCursor(writeCursor([null, '5']), ['instant', 'number']), [null, '5']);
  assert.equal(readCursor(undefined, ['number']), undefined);
});

test('whatever else is sent as a cursor is refused, and never anything but a Problem is thrown', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
      ),
      (cursor) => {
        try {
          const parts = readCursor(cursor, ['instant', 'number'])!;
          assert.ok(parts[0] === null || typeof parts[0] === 'string');
          assert.ok(Number.isSafeInteger(Number(parts[1])) || /^-?\d{1,18}$/.test(String(parts[1])));
        } catch (error) {
          assert.ok(error instanceof Problem && error.faults?.[0]?.field === 'cursor');
        }
      },
    ),
  );
});

test('pages cut a list so that every row comes once, and the last has no cursor', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 12 }), (length, limit) => {
      const rows = Array.from({ length }, (_, i) => i + 1);
      const seen: number[] = [];
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const after = Number(readCursor(cursor, ['number'])?.[0] ?? 0);
        const cut = page(
          rows.filter((row) => row > after).slice(0, limit + 1),
          limit,
          (row) => [row],
          (row) => row,
        );
        seen.push(...cut.items);
        cursor = cut.nextCursor;
      }
      assert.deepEqual(seen, rows);
    }),
  );
});
