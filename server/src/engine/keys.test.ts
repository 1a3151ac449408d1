import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formerDatabase, testRing } from '../../test/database.ts';
import { fieldCipher } from '../platform/crypto/index.ts';
import { withRing } from '../platform/database.ts';
import { migrate } from '../platform/migrate.ts';
import { openPool, rowsOf } from '../platform/postgres.ts';
import type { Answer } from './input.ts';
import { type MadeKeys, keys, sealKeys } from './keys.ts';

const made: MadeKeys = {
  prefix: 'made:',
  current: () => 'made:1.',
  keyOf: (_ring, hash) => `made:1.${hash.toUpperCase()}`,
};

test('what an earlier version answered under keys is answered still, and no hash of what was asked lies in clear any more', async (t) => {
  const url = await formerDatabase(t, '0073');
  const plain = openPool(url);
  t.after(() => plain.end());
  const pool = withRing(plain, await testRing(plain));
  const { sealJson } = fieldCipher(pool.ring.source('log'), { table: 'engine.key', column: 'answer' });
  const answer: Answer = { status: 'ok', body: { id: '7' } };
  for (const [key, hash] of [
    ['till:1', 'of-an-order'],
    ['made:of-a-member', 'of-a-member'],
  ] as const)
    await pool.query('insert into engine.key (key, hash, answer, at) values ($1, $2, $3, $4)', [
      key,
      hash,
      sealJson(key, answer),
      '2026-11-01T10:00:00Z',
    ]);

  await migrate(url);
  const at = Date.parse('2026-11-01T10:00:00Z');
  const before = new Map(await keys.load(pool, ['till:1']));
  assert.deepEqual(before.get('till:1'), { hash: 'of-an-order', answer, at }, 'also before they are sealed');
  // Two processes start at the same time.
  await Promise.all([sealKeys(pool, made), sealKeys(pool, made)]);
  await sealKeys(pool, made);

  const rows = await rowsOf<{ row: string }>(pool, 'select k::text as row from engine.key k');
  assert.equal(rows.length, 2);
  for (const told of ['of-an-order', 'of-a-member'])
    assert.ok(!rows.some(({ row }) => row.includes(told)), `${told} lies in clear`);
  assert.deepEqual(
    new Map(await keys.load(pool, ['till:1', 'made:of-a-member', 'made:1.OF-A-MEMBER'])),
    new Map([
      ['till:1', { hash: 'of-an-order', answer, at }],
      ['made:1.OF-A-MEMBER', { hash: 'of-a-member', answer, at }],
    ]),
  );
});
