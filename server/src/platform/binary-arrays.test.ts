import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testDatabase } from '../../test/database.ts';
import {
  booleanArray,
  dateArray,
  instantArray,
  intArray,
  jsonArray,
  jsonbArray,
  numberArray,
  textArray,
} from './binary-arrays.ts';

const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0') && value.isWellFormed());
const listOf = <T>(value: fc.Arbitrary<T>) => fc.array(fc.option(value), { maxLength: 20 });

test('what an array holds is what the database reads, nulls, signs, quotes and scripts included', async (t) => {
  const { pool } = await testDatabase(t);
  await fc.assert(
    fc.asyncProperty(
      listOf(fc.maxSafeInteger()),
      listOf(fc.integer()),
      listOf(text),
      listOf(fc.date({ min: new Date('0002-01-01'), max: new Date('9998-01-01'), noInvalidDate: true })),
      fc.array(fc.boolean()),
      fc.array(fc.jsonValue({ stringUnit: 'grapheme' }).filter((value) => !JSON.stringify(value).includes('\\u0000'))),
      async (numbers, ints, texts, dates, booleans, values) => {
        const instants = dates.map((date) => date?.getTime() ?? null);
        const days = dates.map((date) => date?.toISOString().slice(0, 10) ?? null);
        const { rows } = await pool.query(
          `select array(select n::text from unnest($1::bigint[]) n) as numbers, $2::int[] as ints, $3::text[] as texts,
             array(select (extract(epoch from i) * 1000)::bigint::text from unnest($4::timestamptz[]) i) as instants,
             $5::date[]::text[] as days, $6::boolean[] as booleans,
             to_json($7::json[]) as jsons, to_json($8::jsonb[]) as jsonbs`,
          [
            numberArray(numbers),
            intArray(ints),
            textArray(texts),
            instantArray(instants),
            dateArray(days),
            booleanArray(booleans),
            jsonArray(values),
            jsonbArray(values),
          ],
        );
        const written = (list: readonly (number | null)[]) => list.map((one) => (one === null ? null : String(one)));
        const plain = JSON.parse(JSON.stringify(values)) as unknown;
        assert.deepEqual(rows[0], {
          numbers: written(numbers.map((one) => (one === 0 ? 0 : one))),
          ints,
          texts,
          instants: written(instants),
          days,
          booleans,
          jsons: plain,
          jsonbs: plain,
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('a value that the column cannot hold is refused by name, and never written as another', () => {
  const refused = (make: () => Buffer) =>
    assert.throws(
      make,
      (error: Error & { code?: string }) => error.code === '22003' && /no whole number/.test(error.message),
    );
  for (const value of [Number.NaN, 0.5, Number.POSITIVE_INFINITY, 2 ** 53]) {
    refused(() => numberArray([1, value]));
    refused(() => instantArray([value]));
  }
  for (const value of [Number.NaN, 0.5, 2 ** 31]) refused(() => intArray([null, value]));
  refused(() => dateArray(['the day after']));
});
