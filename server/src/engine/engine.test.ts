import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite, test } from 'node:test';
import { CLAIMS_LIMIT, SCHEMA, START, assertReplays, bank, deposit } from '../../test/bank.ts';
import { testDatabase } from '../../test/database.ts';
import { manualClock } from '../platform/clock.ts';
import { rowsOf } from '../platform/postgres.ts';
import { Problem } from '../platform/problem.ts';
import { startDecider } from './decider.ts';
import { type Engine, startEngine } from './engine.ts';
import { type Answer, type Input, input } from './input.ts';
import { appendRow } from './log.ts';
import { takeShard } from './shard.ts';

async function bankEngine(
  t: { after(fn: () => Promise<void>): void },
  more: Partial<Parameters<typeof startEngine>[0]> = {},
) {
  const { pool, url } = await testDatabase(t);
  await pool.query(SCHEMA);
  const clock = manualClock(START);
  const engine = await startEngine({ pool, url, clock, modules: [bank], log: () => {}, ...more });
  t.after(() => engine.stop());
  return { pool, url, clock, engine };
}

const ok = (answer: Answer | undefined) =>
  answer?.status === 'ok' ? answer.body : assert.fail(JSON.stringify(answer));
const one = async (engine: Engine, asked: Input) => (await engine.ask('interactive', [asked]))[0];

suite('the turn', () => {
  test('an input is answered after it is committed, and once', async (t) => {
    const { engine, pool } = await bankEngine(t);
    assert.deepEqual(ok(await one(engine, deposit(1, 5))), { balance: 5 });
    assert.deepEqual(ok(await one(engine, deposit(1, 7))), { balance: 12 });
    const rows = await rowsOf<{ n: string }>(pool, 'select n from bank.balance where id = 1');
    assert.deepEqual(rows, [{ n: '12' }]);
  });

  test('a refused input leaves nothing behind', async (t) => {
    const { engine, pool } = await bankEngine(t);
    const answer = await one(engine, input('bank.withdraw', { from: 1, n: 3 }));
    assert.equal(answer?.status, 'refused');
    assert.deepEqual(await rowsOf(pool, 'select * from bank.balance'), []);
    assert.deepEqual(await rowsOf(pool, 'select * from engine.fact'), []);
  });

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
    const rows = await rowsOf<{ kind: string; error: string }>(
      pool,
      'select kind, error from engine.set_aside order by id',
    );
    assert.deepEqual(
      rows.map((row) => row.kind),
      ['bank.break', 'bank.unheard'],
    );
    assert.match(rows[0]!.error, /a bug/);
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
    const rows = await rowsOf<{ lane: string; kind: string; error: string }>(
      pool,
      'select lane, kind, error from engine.set_aside order by lane',
    );
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
    const [row] = await rowsOf<{ error: string }>(pool, 'select error from engine.set_aside');
    assert.match(row!.error, /0\.5 is no whole number/);
  });

  test('the same key and body give the first answer, another body a conflict', async (t) => {
    const { engine } = await bankEngine(t);
    const first = await one(engine, deposit(1, 5, { key: 'k', hash: 'a' }));
    assert.deepEqual(await one(engine, deposit(1, 5, { key: 'k', hash: 'a' })), first);
    const other = await one(engine, deposit(1, 9, { key: 'k', hash: 'b' }));
    assert.equal(other?.status === 'refused' && other.problem.code, 'key.conflict');
    const twice = await engine.ask('bulk', [
      deposit(2, 1, { key: 'q', hash: '' }),
      deposit(2, 1, { key: 'q', hash: '' }),
    ]);
    assert.deepEqual(twice.map(ok), [{ balance: 1 }, { balance: 1 }]);
  });

  test('a refusal is remembered under its key too', async (t) => {
    const { engine } = await bankEngine(t);
    const refused = await one(engine, input('bank.withdraw', { from: 1, n: 3 }, { key: 'w', hash: '' }));
    await one(engine, deposit(1, 10));
    assert.deepEqual(await one(engine, input('bank.withdraw', { from: 1, n: 3 }, { key: 'w', hash: '' })), refused);
  });

  test('what is asked of another subject happens in the same turn', async (t) => {
    const { engine, pool } = await bankEngine(t);
    await one(engine, deposit(1, 10));
    await one(engine, input('bank.transfer', { from: 1, to: 2, n: 4 }));
    assert.deepEqual(await rowsOf(pool, 'select id, n from bank.balance order by id'), [
      { id: '1', n: '6' },
      { id: '2', n: '4' },
    ]);
    const turns = await rowsOf<{ number: string }>(pool, 'select number from engine.turn');
    assert.equal(turns.length, 2);
  });

  test('a shared limit holds whatever the concurrency', async (t) => {
    const { engine } = await bankEngine(t);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, who) => one(engine, input('bank.claim', { who }))),
    );
    assert.equal(answers.filter((answer) => answer?.status === 'ok').length, CLAIMS_LIMIT);
  });

  test('timers fire in order as of their due instant, and before a later input of their subject', async (t) => {
    const { engine, pool, clock } = await bankEngine(t);
    for (const inMs of [3000, 1000, 2000]) await one(engine, input('bank.remind', { who: 1, inMs }));
    await one(engine, input('bank.remind', { who: 2, inMs: 1500 }));
    clock.set(START + 1200);
    assert.equal(await engine.settle(), 1);
    clock.set(START + 60_000);
    await one(engine, deposit(1, 1));
    await engine.settle();
    const rows = await rowsOf<{ subject: string; kind: string; at: Date }>(
      pool,
      `select subject, kind, at from engine.fact where kind <> 'bank.moved' or subject = 1 order by id`,
    );
    const own = rows.filter((row) => row.subject === '1').map((row) => [row.kind, row.at.getTime() - START]);
    assert.deepEqual(own, [
      ['bank.rang', 1000],
      ['bank.rang', 2000],
      ['bank.rang', 3000],
      ['bank.moved', 60_000],
    ]);
    assert.deepEqual(
      rows.filter((row) => row.subject === '2').map((row) => row.at.getTime() - START),
      [1500],
    );
  });

  test('a timer that sets itself for its own instant is set aside instead of firing for ever', async (t) => {
    const { engine, pool } = await bankEngine(t);
    await one(engine, input('bank.spin', { who: 1 }));
    await engine.settle();
    ok(await one(engine, deposit(1, 5)));
    const rows = await rowsOf<{ kind: string; error: string }>(pool, 'select kind, error from engine.set_aside');
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['bank.spin'],
    );
    assert.match(rows[0]!.error, /later instants/);
  });

  test('subjects that ask each other in a circle are stopped', async (t) => {
    const { engine, pool } = await bankEngine(t);
    ok(await one(engine, input('bank.pass', { from: 1, to: 2 })));
    const rows = await rowsOf<{ error: string }>(pool, 'select error from engine.set_aside');
    assert.equal(rows.length, 1);
    assert.match(rows[0]!.error, /in a circle/);
  });

  test('timers set while history is told wait until all of it is told', async (t) => {
    const { engine, pool } = await bankEngine(t);
    const past = (at: number) => ({ history: true, at: START - 100_000 + at }) as const;
    await engine.ask('bulk', [
      input('history.begin', { name: 'h' }),
      input('bank.remind', { who: 1, inMs: 5000 }, past(0)),
    ]);
    await engine.settle();
    assert.deepEqual(await rowsOf(pool, `select 1 from engine.fact where kind = 'bank.rang'`), []);
    await engine.ask('bulk', [
      deposit(1, 1, past(1000)),
      deposit(1, 1, past(9000)),
      input('history.end', { name: 'h' }),
    ]);
    await engine.settle();
    const rows = await rowsOf<{ kind: string; at: Date; is_history: boolean }>(
      pool,
      'select kind, at, is_history from engine.fact order by id',
    );
    assert.deepEqual(
      rows.map((row) => [row.kind, row.at.getTime() - START + 100_000, row.is_history]),
      [
        ['bank.moved', 1000, true],
        ['bank.rang', 5000, true],
        ['bank.moved', 9000, true],
      ],
    );
  });

  test('positions follow commit order: an append that is still open holds back later ones', async (t) => {
    const { engine, pool } = await bankEngine(t);
    const open = await pool.connect();
    await open.query('begin');
    await open.query(`update engine.log_head set position = position + 1 where lane = 'interactive'`);
    let isAnswered = false;
    const asked = one(engine, deposit(1, 1)).then((answer) => {
      isAnswered = true;
      return answer;
    });
    await sleep(100);
    assert.equal(isAnswered, false, 'nothing may pass an open append');
    await open.query('rollback');
    open.release();
    assert.deepEqual(ok(await asked), { balance: 1 });
  });

  test('a process that lost the shard cannot save, and what it held is decided by the new owner', async (t) => {
    const { engine, pool } = await bankEngine(t);
    await one(engine, deposit(1, 1));
    await pool.query('update engine.shard set epoch = epoch + 1');
    const answer = await one(engine, deposit(1, 2)).catch((error: unknown) => error);
    assert.ok(answer instanceof Problem && answer.code === 'store.down', 'the old owner must not answer');
    await sleep(600);
    assert.deepEqual(ok(await one(engine, deposit(1, 4))), { balance: 7 });
  });

  test('a second process takes orders too: the owner decides, both answer', async (t) => {
    const { engine, pool, url, clock } = await bankEngine(t);
    await one(engine, deposit(1, 1));
    const second = await startEngine({ pool, url, clock, modules: [bank], log: () => {} });
    t.after(() => second.stop());
    assert.deepEqual(ok(await one(second, deposit(1, 2))), { balance: 3 });
    await engine.stop();
    await sleep(400);
    assert.deepEqual(ok(await one(second, deposit(1, 4))), { balance: 7 });
  });

  test('a process that does not decide says at once that it cannot tell the answers of a row', async (t) => {
    const { engine, pool, url, clock } = await bankEngine(t);
    const interrupted: unknown[] = [];
    const standBy = await startDecider(
      { pool, url, clock, modules: [bank], log: () => {} },
      { decided: () => {}, interrupted: (_, row) => interrupted.push(row) },
    );
    t.after(() => standBy.stop());
    const row = await appendRow(pool, 'interactive', START, [deposit(1, 3)]);
    standBy.appended(row, true);
    assert.deepEqual(interrupted, [{ lane: 'interactive', position: row.position }]);
    for (let tries = 0; tries < 100 && engine.status().turn === 0; tries++) await sleep(20);
    assert.deepEqual(ok(await one(engine, deposit(1, 2))), { balance: 5 }, 'the owner was told of the row');
  });

  test('word of rows that are not in the log holds nothing up', async (t) => {
    const { engine, pool } = await bankEngine(t);
    for (const word of ['interactive:99:1', 'bulk:7:3', 'attic:1:1', 'interactive', '']) {
      await pool.query(`select pg_notify('shuke_log', $1)`, [word]);
    }
    assert.deepEqual(ok(await one(engine, deposit(1, 1))), { balance: 1 });
    await engine.settle();
    assert.deepEqual(ok(await one(engine, deposit(1, 1))), { balance: 2 });
  });

  test('a start that fails half-way leaves the shard to the next one', async (t) => {
    const { pool, url } = await testDatabase(t);
    const isWaiting: true[] = [];
    const take = () =>
      takeShard({
        url,
        signal: AbortSignal.timeout(5000),
        onWaiting: () => isWaiting.push(true),
        onForeignRow: () => {},
      });
    await pool.query('alter table engine.shard add constraint closed check (epoch < 0) not valid');
    await assert.rejects(take, /closed/);
    await pool.query('alter table engine.shard drop constraint closed');
    const writer = await take();
    await writer!.close();
    assert.deepEqual(isWaiting, []);
  });

  test('a burst over the bound is refused with a time to come back, and nothing is recorded', async (t) => {
    const { engine } = await bankEngine(t, { waitingLimit: { interactive: 10, bulk: 10 }, isStepped: true });
    await engine.append(
      'interactive',
      Array.from({ length: 11 }, (_, i) => deposit(i, 1)),
    );
    await assert.rejects(
      () => engine.append('interactive', [deposit(1, 1)]),
      (error) => error instanceof Problem && error.code === 'engine.busy' && error.retryAfterSeconds! > 0,
    );
    while (await engine.step());
    await engine.append('interactive', [deposit(1, 1)]);
  });

  test('tills are decided before imports', async (t) => {
    const { engine, pool } = await bankEngine(t, { isStepped: true });
    await engine.append(
      'bulk',
      Array.from({ length: 3000 }, (_, i) => deposit(i, 1)),
    );
    await engine.append('interactive', [deposit(1, 1)]);
    await engine.step();
    const rows = await rowsOf(pool, 'select lane, inputs from engine.turn order by number');
    assert.deepEqual(rows, [{ lane: 'interactive', inputs: 1 }]);
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
    const aside = await rowsOf<{ kind: string; error: string }>(pool, 'select kind, error from engine.set_aside');
    assert.deepEqual(aside, [{ kind: 'bank.claim', error: 'The server died each time it was decided.' }]);
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

  test('taking the recorded turns again gives the same database', async (t) => {
    const { engine, pool, clock } = await bankEngine(t);
    for (let i = 0; i < 30; i++) {
      clock.set(START + i * 500);
      await Promise.all([
        engine.ask('interactive', [
          deposit(i % 4, i, { key: `k${i % 20}`, hash: String(i % 3) }),
          input('bank.withdraw', { from: i % 3, n: 7 }),
        ]),
        engine.ask('bulk', [
          input('bank.transfer', { from: i % 4, to: 9, n: 2 }),
          input('bank.remind', { who: i % 5, inMs: 700 }),
          input('bank.break', { who: 1 }),
        ]),
      ]);
    }
    await engine.settle();
    await assertReplays(pool);
  });
});
