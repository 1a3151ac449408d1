import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNames, sealStaff } from '../src/modules/access/index.ts';
import { latestRun } from '../src/modules/backup/run-store.ts';
import { jobView } from '../src/modules/imports/job-view.ts';
import { listJobs, sealSamples } from '../src/modules/imports/job-store.ts';
import { readEntries } from '../src/modules/loyalty/views.ts';
import { readPolicies } from '../src/modules/privacy/views.ts';
import { withRing } from '../src/platform/database.ts';
import { migrate } from '../src/platform/migrate.ts';
import { openPool } from '../src/platform/postgres.ts';
import { formerDatabase, testRing } from './database.ts';

test('imports, backups, policies and points of an earlier version name who of the staff it was, by id, and what was no colleague stays', async (t) => {
  const url = await formerDatabase(t, '0060');
  const plain = openPool(url);
  t.after(() => plain.end());
  const pool = withRing(plain, await testRing(plain));
  const at = '2026-11-01T10:00:00Z';
  const told = ['li@example.com', 'API key'];
  await plain.query(
    `insert into access.staff (id, email, name, role, has_joined) values (7, 'li@example.com', '李审', 'analyst', true)`,
  );
  for (const [n, by] of told.entries()) {
    await plain.query(
      `insert into imports.job (file_name, bytes, format, headers, mapping, state, created_by, samples) values ($1, 1, '{"kind":"csv","encoding":"utf-8"}', '[]', '{}', 'mapping', $2, $3)`,
      [`${n}.csv`, by, sealSamples(pool.ring, String(n + 1), [])],
    );
    await plain.query(`insert into backup.run (kind, state, started_by, started_at) values ($1, 'done', $2, $3)`, [
      n === 0 ? 'backup' : 'verify',
      by,
      at,
    ]);
    await plain.query(
      `insert into privacy.policy_version (code, version, text, hash, asks_again, published_at, published_by) values ('marketing', $1, 't', 'h', false, $2, $3)`,
      [n + 1, at, by],
    );
    await plain.query(
      `insert into loyalty.entry (id, member_id, contra, kind, points, balance, at, cause, origin, reason) values ($1, 5, 'shop', 'grant', 1, 1, $2, 'c', $3, '{}')`,
      [n + 1, at, `grant by ${by}`],
    );
  }

  await migrate(url);
  await sealStaff(pool);
  const nameOf = await readNames(pool);
  const jobs = await listJobs(pool, null, 10);
  assert.deepEqual(jobs.map((job) => [job.createdBy, jobView(job, nameOf).createdBy]).toReversed(), [
    ['staff:7', 'li@example.com'],
    ['API key', 'API key'],
  ]);
  const runs = [await latestRun(pool, 'backup'), await latestRun(pool, 'verify')];
  assert.deepEqual(
    runs.map((run) => run!.startedBy),
    ['staff:7', 'API key'],
  );
  const policies = (await readPolicies(pool)).items;
  assert.deepEqual(policies.map((one) => one.publishedBy).toReversed(), ['staff:7', 'API key']);
  const { entries } = await readEntries(pool, 5, { limit: 10 });
  assert.deepEqual(entries.map(({ cause }) => cause).toReversed(), ['grant by staff:7', 'grant by API key']);
});
