import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formerDatabase, testRing } from '../../../test/database.ts';
import { withRing } from '../../platform/database.ts';
import { migrate } from '../../platform/migrate.ts';
import { openPool, rowsOf } from '../../platform/postgres.ts';
import { addKeyVersions } from '../../platform/crypto/index.ts';
import { accountIndex, accountToken } from './accounts.ts';
import { openPasskeys } from './passkeys.ts';
import { hashPassword } from './passwords.ts';
import { hashToken } from './person.ts';
import { openStaff } from './staff.ts';
import { readNames, sealStaff } from './staff-sealing.ts';

test('the staff of an earlier version is sealed at the start, once, signs in as before, and is named by id elsewhere', async (t) => {
  const url = await formerDatabase(t, '0060');
  const plain = openPool(url);
  t.after(() => plain.end());
  const password = 'a password of an earlier version';
  await plain.query(`insert into access.staff (id, email, name, role, has_joined) values
    (1, 'owner@example.com', '店主', 'owner', true), (7, 'li@example.com', '李审', 'analyst', true)`);
  await plain.query('insert into access.credential (staff_id, password_hash) values (7, $1)', [
    await hashPassword(password),
  ]);
  await plain.query(
    `insert into access.session (token_hash, staff_id, device, address, via) values ($1, 7, 'Till 3', '203.0.113.9', 'password')`,
    [hashToken('of before')],
  );
  await plain.query(`insert into access.api_key (id, name, permissions, hash, prefix, created_at, created_by)
    values (9, 'till', '{}', 'h', 'p', now(), 'li@example.com'), (10, 'erp', '{}', 'i', 'q', now(), 'API key')`);
  await plain.query(`insert into access.passkey (id, staff_id, name, public_key, counter, transports, site)
    values ('one', 7, '李审的手机', '', 0, '{}', 'shop.example.com')`);
  await plain.query(
    `insert into access.identity (issuer, subject, staff_id) values ('https://id.example.com', 'li-audits', 7)`,
  );

  await migrate(url);
  const pool = withRing(plain, await testRing(plain));
  // Two processes start at the same time.
  await Promise.all([sealStaff(pool), sealStaff(pool)]);
  await sealStaff(pool);

  const rows = await rowsOf<{ row: string }>(
    pool,
    `select t::text as row from access.staff t union all select t::text from access.session t union all select t::text from access.api_key t
     union all select t::text from access.passkey t union all select t::text from access.identity t`,
  );
  for (const told of ['li@example.com', '李审', 'Till 3', '203.0.113.9', 'li-audits'])
    assert.ok(!rows.some(({ row }) => row.includes(told)), `${told} lies in clear`);
  const desk = openStaff(pool);
  const from = { device: 'Till 4', address: '203.0.113.10' };
  const { staff } = await desk.check('LI@example.com', password, from);
  assert.deepEqual([staff.id, staff.email, staff.name], [7, 'li@example.com', '李审']);
  assert.equal((await desk.ofSession('of before'))?.email, 'li@example.com');
  assert.deepEqual(
    (await desk.sessionsOf(staff, 'of before')).map(({ device, address }) => [device, address]),
    [['Till 3', '203.0.113.9']],
  );
  assert.deepEqual(
    (await openPasskeys(pool).of(7)).map(({ id, name }) => [id, name]),
    [['one', '李审的手机']],
  );
  const account = { issuer: 'https://id.example.com', subject: 'li-audits' };
  const whose = async () =>
    rowsOf(pool, 'select staff_id from access.identity where token = $1', [accountToken(pool.ring, account)]);
  assert.equal((await whose()).length, 1);
  await addKeyVersions(pool, pool.ring, ['index'], 'gm', 0);
  assert.equal((await whose()).length, 0);
  await accountIndex.renew(pool, () => {});
  assert.equal((await whose()).length, 1, 'also after a rotation');
  const nameOf = await readNames(pool);
  const keys = await rowsOf<{ created_by: string }>(pool, 'select created_by from access.api_key order by id');
  assert.deepEqual(
    keys.map((one) => [one.created_by, nameOf(one.created_by)]),
    [
      ['staff:7', 'li@example.com'],
      ['API key', 'API key'],
    ],
  );
  await assert.rejects(
    pool.query(
      `insert into access.staff (id, email_token, role) select 8, email_token, 'analyst' from access.staff where id = 7`,
    ),
    /staff_email_token/,
    'an e-mail comes once',
  );
});
