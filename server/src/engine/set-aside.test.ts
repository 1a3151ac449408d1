import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite, test } from 'node:test';
import { bankEngine, ok, one, setAside } from '../../test/bank-engine.ts';
import { SCHEMA, START, assertReplays, bank, deposit } from '../../test/bank.ts';
import { testDatabase } from '../../test/database.ts';
import { manualClock } from '../platform/clock.ts';
import { rowsOf } from '../platform/postgres.ts';
import { Problem } from '../platform/problem.ts';
import { startEngine } from './engine.ts';
import { input } from './input.ts';
import { readSetAside, replaySetAside, sealRefused } from './set-aside.ts';

suite('what cannot be decided is set aside', () => {
  test('an input that breaks is set aside with its error and nothing else stops', async (t) => {
    const { engine, pool } = await bankEngine(t);
    const answers = await engine.ask('bulk', [
      deposit(1, 1),
      input('bank.break', { who: 1 }),
      deposit(1, 2),
      { kind: 'bank.unheard', body: {} },
    ]);
    assert.deepEqual(
      answers.map((answer) => answer.status),
      ['ok', 'refused', 'ok', 'refused'],
    );
    assert.deepEqual(ok(answers[2]), { balance: 3 });
    const rows = await setAside(pool);
    assert.deepEqual(
      rows.map((row) => row.kind),
      ['bank.break', 'bank.unheard'],
    );
    assert.match(rows[0]!.error, /a bug/);
  });

  test('what is taken again stays one, may be refused and taken again, and counts once', async (t) => {
    const { engine, pool } = await bankEngine(t);
    const by = { id: 'staff:1', name: '店主', address: '' };
    await engine.ask('bulk', [input('bank.break', { who: 1 }), input('bank.break', { who: 2 })]);
    const [broken, mended] = (await readSetAside(pool, { limit: 9 })).items.map(({ id }) => Number(id));
    const body = sealRefused(pool.ring, mended!, { body: { from: 7, n: 5 }, error: 'Error: a bug, since mended' });
    await pool.query(`update engine.set_aside set kind = 'bank.withdraw', sealed = $1 where id = $2`, [body, mended]);
    const again = (id: number | undefined) => replaySetAside(pool, engine, id!, by);
    for (const _ of [1, 2]) await assert.rejects(again(broken), { code: 'engine.set-aside' });
    await assert.rejects(again(mended), Problem, 'there is nothing to withdraw yet');
    await one(engine, deposit(7, 9));
    for (const _ of [1, 2]) await again(mended);
    const { items } = await readSetAside(pool, { limit: 9 });
    assert.deepEqual(
      items.map(({ id, replayedAt }) => [Number(id), replayedAt !== null]),
      [
        [broken, false],
        [mended, true],
      ],
    );
    const [row] = await rowsOf<{ n: string }>(pool, 'select n from bank.balance where id = 7');
    assert.equal(row!.n, '4');
  });

  test('data the store refuses is set aside alone; its neighbours are decided', async (t) => {
    const { engine, pool } = await bankEngine(t);
    const asked = Array.from({ length: 40 }, (_, i) => (i === 23 ? input('bank.poison', { who: 1 }) : deposit(i, 1)));
    const answers = await engine.ask('bulk', asked);
    assert.deepEqual(
      answers.flatMap((answer, i) => (answer.status === 'ok' ? [] : [i])),
      [23],
    );
    const [row] = await rowsOf<{ n: string }>(pool, 'select sum(n) as n from bank.balance');
    assert.equal(row!.n, '39');
  });

  test('a timer whose data the store refuses is set aside alone: others fire, and what is asked with them counts', async (t) => {
    const { engine, pool, clock } = await bankEngine(t);
    for (let who = 1; who <= 9; who++) {
      await one(engine, input('bank.remind', { who, inMs: 1000 + who }));
      if (who % 4 === 0) await one(engine, input('bank.fuse', { who, inMs: 500 }));
    }
    clock.set(START + 60_000);
    assert.deepEqual(ok(await one(engine, deposit(20, 5))), { balance: 5 });
    await engine.settle();
    const rows = await setAside(pool);
    assert.deepEqual(
      rows.map(({ lane, kind }) => [lane, kind]),
      [
        ['timer:4', 'bank.poison'],
        ['timer:8', 'bank.poison'],
      ],
    );
    assert.match(rows[0]!.error, /The store refused it: value too long/);
    const [sum] = await rowsOf<{ n: string }>(pool, 'select sum(n) as n from bank.balance where id < 10');
    assert.equal(sum!.n, '9', 'each other timer fired once');
    await assertReplays(pool);
  });

  test('data the store refuses is found though timers are due at every turn', async (t) => {
    const { engine, pool, clock } = await bankEngine(t, { isStepped: true });
    const reminders = Array.from({ length: 60 }, (_, i) =>
      input('bank.remind', { who: 100 + i, inMs: 1000 * (i + 1) }),
    );
    await engine.append('bulk', reminders);
    while (await engine.step());
    const asked = Array.from({ length: 20 }, (_, i) => (i === 11 ? input('bank.poison', { who: 1 }) : deposit(i, 1)));
    await engine.append('bulk', asked);
    for (let turns = 1; turns <= 60; turns++) {
      clock.set(START + 1000 * turns);
      await engine.step();
    }
    const aside = await rowsOf(pool, 'select kind from engine.set_aside');
    assert.deepEqual(aside, [{ kind: 'bank.poison' }]);
    const [sum] = await rowsOf<{ n: string }>(pool, 'select sum(n) as n from bank.balance where id < 100');
    assert.equal(sum!.n, '19');
    await assertReplays(pool);
  });

  test('data the store refuses is found in both lanes, though their turns come between each other', async (t) => {
    const { engine, pool } = await bankEngine(t, { isStepped: true });
    const withPoison = (count: number) =>
      Array.from({ length: count }, (_, i) => (i === 0 ? input('bank.poison', { who: 1 }) : deposit(i, 1)));
    await engine.append('interactive', withPoison(300));
    await engine.append('bulk', withPoison(300));
    // Halving finds each in some ten steps, and then goes on as before.
    for (let steps = 0; steps < 45 && (await engine.step()); steps++);
    const aside = await rowsOf(pool, 'select lane, kind from engine.set_aside order by lane');
    assert.deepEqual(aside, [
      { lane: 'bulk', kind: 'bank.poison' },
      { lane: 'interactive', kind: 'bank.poison' },
    ]);
    const [sum] = await rowsOf<{ n: string }>(pool, 'select sum(n) as n from bank.balance');
    assert.equal(sum!.n, '598');
    await assertReplays(pool);
  });

  test('what no column can hold is set aside alone too, though the store never sees it', async (t) => {
    const { engine, pool } = await bankEngine(t);
    const answers = await engine.ask(
      'bulk',
      Array.from({ length: 20 }, (_, i) => deposit(i, i === 7 ? 0.5 : 1)),
    );
    assert.deepEqual(
      answers.flatMap((answer, i) => (answer.status === 'ok' ? [] : [i])),
      [7],
    );
    const [row] = await setAside(pool);
    assert.match(row!.error, /0\.5 is no whole number/);
  });

  test('a timer that sets itself for its own instant is set aside instead of firing for ever', async (t) => {
    const { engine, pool } = await bankEngine(t);
    await one(engine, input('bank.spin', { who: 1 }));
    await engine.settle();
    ok(await one(engine, deposit(1, 5)));
    const rows = await setAside(pool);
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['bank.spin'],
    );
    assert.match(rows[0]!.error, /later instants/);
  });

  test('subjects that ask each other in a circle are stopped', async (t) => {
    const { engine, pool } = await bankEngine(t);
    ok(await one(engine, input('bank.pass', { from: 1, to: 2 })));
    const rows = await setAside(pool);
    assert.equal(rows.length, 1);
    assert.match(rows[0]!.error, /in a circle/);
  });

  test('two deaths at one input, and it is set aside', async (t) => {
    const { pool, url } = await testDatabase(t);
    await pool.query(SCHEMA);
    const clock = manualClock(START);
    const start = () => startEngine({ pool, url, clock, modules: [bank], log: () => {}, isStepped: true });
    const first = await start();
    await first.append('bulk', [deposit(1, 1), input('bank.claim', { who: 1 }), deposit(1, 2)]);
    // Deaths leave the attempt behind: the shard is given up without a clean end.
    const die = async () => {
      await pool.query(
        `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 7080010 and database = (select oid from pg_database where datname = current_database())`,
      );
      await sleep(50);
    };
    await die();
    await start();
    await die();
    const single = await start();
    await single.step();
    const [row] = await rowsOf<{ suspect: string; deaths: number }>(pool, 'select suspect, deaths from engine.attempt');
    assert.equal(row!.deaths, 2);
    await pool.query(`update engine.attempt set suspect = 'bulk:1:1', turn = (select turn from engine.shard)`);
    await die();
    const last = await start();
    while (await last.step());
    const aside = await setAside(pool);
    assert.deepEqual(aside, [{ lane: 'bulk', kind: 'bank.claim', error: 'The server died each time it was decided.' }]);
    assert.deepEqual(await rowsOf(pool, 'select n from bank.balance'), [{ n: '3' }]);
    await last.stop();
  });

  test('a repeat at which the server died gets the answer of its key, and is not set aside', async (t) => {
    const { pool, url } = await testDatabase(t);
    await pool.query(SCHEMA);
    const start = () =>
      startEngine({ pool, url, clock: manualClock(START), modules: [bank], log: () => {}, isStepped: true });
    const first = await start();
    await first.append('bulk', [deposit(1, 5, { key: 'k', hash: '' })]);
    while (await first.step());
    await first.append('bulk', [deposit(1, 5, { key: 'k', hash: '' }), deposit(1, 2)]);
    await first.stop();
    await pool.query(`insert into engine.attempt (shard, turn, deaths, suspect) values (1, 1, 5, 'bulk:2:0')`);
    const last = await start();
    t.after(() => last.stop());
    for (let steps = 0; steps < 10 && (await last.step()); steps++);
    assert.deepEqual(await rowsOf(pool, 'select n from bank.balance'), [{ n: '7' }]);
    assert.deepEqual(await rowsOf(pool, 'select * from engine.set_aside'), []);
  });
});
