import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite, test } from 'node:test';
import { bankEngine, ok, one } from '../../test/bank-engine.ts';
import { CLAIMS_LIMIT, START, assertReplays, bank, deposit } from '../../test/bank.ts';
import { testDatabase } from '../../test/database.ts';
import { manualClock } from '../platform/clock.ts';
import { rowsOf } from '../platform/postgres.ts';
import { Problem } from '../platform/problem.ts';
import { startDecider } from './decider.ts';
import { openEngine, startEngine } from './engine.ts';
import { input } from './input.ts';
import { appendRow } from './log.ts';
import { takeShard } from './shard.ts';

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
    assert.equal(await second.settle(), undefined, 'it cannot tell when all is done');
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

  test('whoever asks of a process that stops deciding meanwhile is told so at once', async (t) => {
    const { pool, engine: owner } = await bankEngine(t);
    const status = owner.status();
    const engine = await openEngine({ pool, clock: manualClock(START) }, async ({ interrupted }) => ({
      status: () => status,
      appended: (row, isAwaited) => isAwaited && interrupted({ detail: 'not here', retryAfterSeconds: 1 }, row),
      settle: async () => 0,
      stop: async () => {},
    }));
    const answer = await Promise.race([one(engine, deposit(1, 3)).catch((error: unknown) => error), sleep(5000)]);
    assert.ok(answer instanceof Problem && answer.code === 'store.down');
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

  test('imports get every ninth turn while tills keep coming', async (t) => {
    const { engine, pool } = await bankEngine(t, { isStepped: true });
    await engine.append(
      'bulk',
      Array.from({ length: 3000 }, (_, i) => deposit(i, 1)),
    );
    for (let turn = 0; turn < 27; turn++) {
      await engine.append('interactive', [deposit(1, 1)]);
      await engine.step();
    }
    const rows = await rowsOf<{ number: string }>(
      pool,
      `select number from engine.turn where lane = 'bulk' order by number`,
    );
    assert.deepEqual(
      rows.map(({ number }) => Number(number)),
      [9, 18, 27],
    );
  });

  test('a turn of an import that takes long makes the next one smaller, down to a bound', async (t) => {
    const openWriter: typeof takeShard = async (options) => {
      const writer = await takeShard(options);
      const commit: NonNullable<typeof writer>['commit'] = async (statements) => {
        await sleep(60);
        return writer!.commit(statements);
      };
      return writer && { ...writer, commit };
    };
    const { engine, pool } = await bankEngine(t, { isStepped: true, openWriter });
    await engine.append(
      'bulk',
      Array.from({ length: 3000 }, (_, i) => deposit(i, 1)),
    );
    for (let turn = 0; turn < 8; turn++) await engine.step();
    const rows = await rowsOf<{ inputs: number }>(pool, 'select inputs from engine.turn order by number');
    assert.deepEqual(
      rows.map(({ inputs }) => inputs),
      [500, 425, 361, 306, 260, 221, 200, 200],
    );
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
