import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite, test } from 'node:test';
import type pg from 'pg';
import { testDatabase } from '../../test/database.ts';
import { manualClock } from '../platform/clock.ts';
import { Problem } from '../platform/problem.ts';
import { collection, journal } from './collection.ts';
import { type Engine, startEngine } from './engine.ts';
import { type Answer, type Input, input } from './input.ts';
import { turnModule } from './module.ts';
import { numberArray, rowsOf, textArray } from '../platform/postgres.ts';
import { replayTurns } from './replay.ts';
import { OutcomeUnknown, takeShard } from './shard.ts';
import { counters } from './counters.ts';
import { keys } from './keys.ts';
import { timers } from './timers.ts';

declare module './input.ts' {
  interface Inputs {
    'bank.deposit': { readonly to: number; readonly n: number };
    'bank.withdraw': { readonly from: number; readonly n: number };
    'bank.transfer': { readonly from: number; readonly to: number; readonly n: number };
    'bank.remind': { readonly who: number; readonly inMs: number };
    'bank.ring': { readonly who: number };
    'bank.claim': { readonly who: number };
    'bank.break': { readonly who: number };
    'bank.poison': { readonly who: number };
  }
}

declare module './facts.ts' {
  interface Facts {
    'bank.moved': { readonly n: number };
    'bank.rang': { readonly now: number };
    'bank.claimed': { readonly left: number };
  }
}

/** A module as small as can be: balances, a journal, a timer, a shared limit. */
const balances = collection<number, number>({
  name: 'bank.balance',
  keep: 3,
  async load(db, ids) {
    const rows = await rowsOf<{ id: string; n: string }>(
      db,
      'select id, n from bank.balance where id = any($1::bigint[])',
      [numberArray(ids)],
    );
    return rows.map((row) => [Number(row.id), Number(row.n)] as const);
  },
  save: (changed) => [
    {
      name: 'bank.balance',
      text: 'insert into bank.balance (id, n) select * from unnest($1::bigint[], $2::bigint[]) on conflict (id) do update set n = excluded.n',
      values: [numberArray(changed.map(([id]) => id)), numberArray(changed.map(([, n]) => n))],
    },
  ],
});
const moves = journal<{ id: number; who: number; n: number; note: string }>({
  name: 'bank.move',
  save: (rows) => [
    {
      name: 'bank.move',
      text: 'insert into bank.move (id, who, n, note) select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])',
      values: [
        numberArray(rows.map((row) => row.id)),
        numberArray(rows.map((row) => row.who)),
        numberArray(rows.map((row) => row.n)),
        textArray(rows.map((row) => row.note)),
      ],
    },
  ],
});
const CLAIMS_LIMIT = 5;

const bank = turnModule({
  name: 'bank',
  collections: [balances, counters],
  journals: [moves],
  perSubject: [balances],
  inputs: {
    'bank.deposit': {
      subject: (_, { to }) => to,
      decide(scope, { to, n }) {
        const balance = (scope.get(balances, to) ?? 0) + n;
        scope.set(balances, to, balance);
        scope.add(moves, { id: scope.newId(), who: to, n, note: '' });
        scope.emit('bank.moved', to, { n });
        return { balance };
      },
    },
    'bank.withdraw': {
      subject: (_, { from }) => from,
      decide(scope, { from, n }) {
        const balance = (scope.get(balances, from) ?? 0) - n;
        scope.set(balances, from, balance);
        scope.emit('bank.moved', from, { n: -n });
        // Refused after it has changed the scope: nothing of it may remain.
        if (balance < 0) throw new Problem('points.amount', 'there is not enough');
        scope.add(moves, { id: scope.newId(), who: from, n: -n, note: '' });
        return { balance };
      },
    },
    'bank.transfer': {
      subject: (_, { from }) => from,
      decide(scope, { from, to, n }) {
        const balance = (scope.get(balances, from) ?? 0) - n;
        if (balance < 0) throw new Problem('points.amount', 'there is not enough');
        scope.set(balances, from, balance);
        scope.add(moves, { id: scope.newId(), who: from, n: -n, note: '' });
        scope.send('bank.deposit', { to, n });
        return { balance };
      },
    },
    'bank.remind': {
      subject: (_, { who }) => who,
      decide: (scope, { who, inMs }) => scope.setTimer(who, 'bank.ring', String(inMs), scope.now + inMs, { who }),
    },
    'bank.ring': {
      decide(scope, { who }) {
        scope.emit('bank.rang', who, { now: scope.now });
        scope.set(balances, who, (scope.get(balances, who) ?? 0) + 1);
        scope.add(moves, { id: scope.newId(), who, n: 1, note: 'ring' });
      },
    },
    'bank.claim': {
      decide(scope, { who }) {
        if (!scope.take('claims', 1, CLAIMS_LIMIT)) throw new Problem('points.amount', 'all are taken');
        scope.emit('bank.claimed', who, { left: CLAIMS_LIMIT - scope.taken('claims') });
        return { left: CLAIMS_LIMIT - scope.taken('claims') };
      },
    },
    'bank.break': {
      decide(scope, { who }) {
        scope.set(balances, who, -1_000_000);
        throw new Error('a bug');
      },
    },
    'bank.poison': {
      decide: (scope, { who }) => scope.add(moves, { id: scope.newId(), who, n: 0, note: 'x'.repeat(60) }),
    },
  },
});

const SCHEMA = `create schema bank; create table bank.balance (id bigint primary key, n bigint not null);
  create table bank.move (id bigint primary key, who bigint not null, n bigint not null, note varchar(50) not null);`;

const START = Date.parse('2026-01-01T00:00:00Z');

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
const deposit = (to: number, n: number, more: Partial<Input> = {}) => input('bank.deposit', { to, n }, more);
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
    await engine.stop();
    await sleep(400);
    assert.deepEqual(ok(await one(second, deposit(1, 4))), { balance: 7 });
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

/** The store's rows against those of a simulation that takes the recorded turns. */
async function assertReplays(pool: pg.Pool): Promise<void> {
  const again = await replayTurns(pool, [bank]);
  const stored = await rowsOf<{ id: string; n: string }>(pool, 'select id, n from bank.balance order by id');
  const remembered = [...again.all<number>(balances)]
    .map(([id, n]) => ({ id: String(id), n: String(n) }))
    .sort((a, b) => Number(a.id) - Number(b.id));
  assert.deepEqual(remembered, stored);
  const journalled = (again.journals[moves.slot] ?? []).map((row) => (row as { id: number }).id);
  assert.deepEqual(
    journalled,
    (await rowsOf<{ id: string }>(pool, 'select id from bank.move order by id')).map((row) => Number(row.id)),
  );
  const facts = await rowsOf<{ id: string; subject: string; kind: string; at: Date; cause: string; body: unknown }>(
    pool,
    'select id, subject, kind, at, cause, body from engine.fact order by id',
  );
  assert.deepEqual(
    again.facts.map((fact) => [fact.id, fact.subject, fact.kind, fact.at, fact.cause, fact.body]),
    facts.map((fact) => [Number(fact.id), Number(fact.subject), fact.kind, fact.at.getTime(), fact.cause, fact.body]),
  );
  const answers = await rowsOf<{ key: string; hash: string; answer: Answer }>(
    pool,
    'select key, hash, answer from engine.key order by key',
  );
  const rememberedAnswers = [...again.all<string>(keys)]
    .map(([key, value]) => ({
      key,
      hash: (value as { hash: string }).hash,
      answer: (value as { answer: Answer }).answer,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  assert.deepEqual(
    rememberedAnswers,
    answers.sort((a, b) => (a.key < b.key ? -1 : 1)),
  );
  const due = await rowsOf<{ subject: string; timers: unknown }>(
    pool,
    'select subject, timers from engine.timer order by subject',
  );
  assert.deepEqual(
    [...again.all<number>(timers)]
      .sort((a, b) => a[0] - b[0])
      .map(([subject, own]) => [String(subject), (own as { list: unknown }).list]),
    due.map((row) => [row.subject, row.timers]),
  );
}

/** mulberry32, by Tommy Ettinger (public domain): enough to make a run repeatable. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

suite('a life of accidents', () => {
  const RUNS = Number(process.env['SHUKE_RUNS'] ?? (process.env['SHUKE_SOAK'] ? 20_000 : 1000));
  const firstSeed = Number(process.env['SHUKE_SEED'] ?? 1);

  test(`${RUNS} seeded runs of repeats, crashes and rivals lose nothing and count nothing twice`, async (t) => {
    // A run mostly waits for its accidents, so several live side by side, each in a database of its own.
    let next = firstSeed;
    await Promise.all(
      Array.from({ length: LIVES_AT_ONCE }, async () => {
        const { pool, url } = await testDatabase(t);
        await pool.query(SCHEMA);
        while (next < firstSeed + RUNS) {
          const seed = next++;
          await liveThrough(seed, pool, url).catch((error: unknown) => {
            throw new Error(
              `seed ${seed} (again with SHUKE_SEED=${seed} SHUKE_RUNS=1): ${String((error as Error)?.stack ?? error)}`,
              { cause: error },
            );
          });
        }
      }),
    );
  });
});

const LIVES_AT_ONCE = 8;

const EMPTY = `truncate bank.balance, bank.move, engine.log, engine.turn, engine.fact, engine.timer, engine.counter, engine.key, engine.set_aside, engine.attempt;
  update engine.log_head set position = 0;
  update engine.shard set turn = 0, now = '1970-01-01Z', interactive_position = 1, interactive_index = 0, bulk_position = 1, bulk_index = 0, next_id = 1000;`;

/** One run: clients that retry what was not answered, processes that die at any step or lose the shard to one another. */
async function liveThrough(seed: number, pool: pg.Pool, url: string): Promise<void> {
  await pool.query(EMPTY);
  const roll = random(seed);
  const below = (n: number) => Math.floor(roll() * n);
  const clock = manualClock(START);
  let living: Awaited<ReturnType<typeof lifeOf>> | undefined;
  let rival: Awaited<ReturnType<typeof lifeOf>> | undefined;
  let isRivalComing = false;

  /** A process whose store calls fail from a moment of its own choosing on. */
  async function lifeOf(stepsLeft: number) {
    let left = stepsLeft;
    const died = () => Object.assign(new Error('Connection terminated'), { code: '08006' });
    const survive = () => {
      if (left-- <= 0) throw died();
    };
    const mortal = {
      async query(...asked: unknown[]) {
        survive();
        if (roll() < 0.02) throw died();
        const answer = await (pool.query as (...args: unknown[]) => Promise<unknown>)(...asked);
        survive();
        return answer;
      },
    } as unknown as pg.Pool;
    const engine = await startEngine({
      pool: mortal,
      url,
      clock,
      modules: [bank],
      log: () => {},
      openWriter: async (options) => {
        survive();
        const writer = await takeShard({ ...options, retryMs: 5 });
        return (
          writer && {
            ...writer,
            async commit(statements) {
              survive();
              // The line may break before or behind the commit, and the process lives on not knowing which.
              const accident = roll();
              if (accident < 0.08) throw new OutcomeUnknown('the line broke before');
              await writer.commit(statements);
              if (accident < 0.16) throw new OutcomeUnknown('the line broke behind');
              survive();
            },
          }
        );
      },
    });
    return {
      engine,
      isDead: () => left < 0,
      async end() {
        left = -1;
        await engine.stop().catch(() => {});
      },
    };
  }

  let reviving: Promise<void> | undefined;
  const revive = async () => {
    if (living && !living.isDead()) return;
    await living?.end();
    const heir = rival;
    rival = undefined;
    if (heir?.isDead()) await heir.end();
    living = heir && !heir.isDead() ? heir : await lifeOf(roll() < 0.7 ? 4 + below(60) : Number.POSITIVE_INFINITY);
  };

  const told: { input: Input; answers: Answer[] }[] = [];
  const tell = async (asked: Input, lane: 'interactive' | 'bulk') => {
    const record = { input: asked, answers: [] as Answer[] };
    told.push(record);
    for (let tries = 0; ; tries++) {
      assert.ok(tries < 200, 'a client was never answered');
      await (reviving ??= revive().finally(() => (reviving = undefined)));
      assert.ok(living);
      const current = living;
      try {
        const [answer] = await Promise.race([
          current.engine.ask(lane, [asked]),
          sleep(80).then(() => Promise.reject(new Error('no answer'))),
        ]);
        record.answers.push(answer!);
        return;
      } catch {
        // Not answered: a real client asks again with the same key.
        if (current === living && tries > 3) await current.end();
      }
    }
  };

  const clients = Array.from({ length: 3 }, async (_, client) => {
    for (let i = 0; i < 5; i++) {
      const [who, n] = [below(4), 1 + below(9)];
      const kinds = [
        deposit(who, n),
        deposit(who, n),
        input('bank.withdraw', { from: who, n }),
        input('bank.transfer', { from: who, to: below(4), n }),
        input('bank.remind', { who, inMs: below(3000) }),
        input('bank.claim', { who }),
        input('bank.break', { who }),
      ];
      const asked = kinds[below(kinds.length)]!;
      // Some clients reuse a key: with the same body it is a repeat, with another a conflict.
      const key = roll() < 0.2 ? `shared${below(3)}` : `c${client}:${i}`;
      await tell({ ...asked, key, hash: JSON.stringify(asked) }, roll() < 0.5 ? 'interactive' : 'bulk');
      if (roll() < 0.2) clock.set(clock.now() + below(2000));
      if (!rival && !isRivalComing && roll() < 0.1) {
        isRivalComing = true;
        rival = await lifeOf(10 + below(40));
        isRivalComing = false;
      }
    }
  });
  await Promise.all(clients);
  await living?.end();
  await rival?.end();
  const last = await lifeOf(Number.POSITIVE_INFINITY);
  clock.set(clock.now() + 10_000);
  await last.engine.settle();
  await last.end();
  await judge(pool, told);
  await assertReplays(pool);
}

/** The small model: what was accepted under each key, once, makes the balances; limits held; every fact has its cause. */
async function judge(pool: pg.Pool, told: readonly { input: Input; answers: readonly Answer[] }[]): Promise<void> {
  const first = new Map<string, Input>();
  const known = new Map(
    (await rowsOf<{ key: string; hash: string; answer: Answer }>(pool, 'select key, hash, answer from engine.key')).map(
      (row) => [row.key, row],
    ),
  );
  for (const { input: asked, answers } of told) {
    const stored = known.get(asked.key!);
    if (stored?.hash === asked.hash) first.set(asked.key!, asked);
    for (const answer of answers) {
      if (stored !== undefined && stored.hash === asked.hash)
        assert.deepEqual(answer, stored.answer, 'the same key was answered differently');
      else if (stored)
        assert.equal(
          answer.status === 'refused' && answer.problem.code,
          'key.conflict',
          'another body under a key was accepted',
        );
      else assert.fail(`an answered input left no trace: ${JSON.stringify(asked)}`);
    }
  }
  const expected = new Map<number, number>();
  const add = (who: number, n: number) => expected.set(who, (expected.get(who) ?? 0) + n);
  let claims = 0;
  for (const [key, asked] of first) {
    if (known.get(key)!.answer.status !== 'ok') continue;
    const body = asked.body as { to: number; from: number; n: number };
    if (asked.kind === 'bank.deposit') add(body.to, body.n);
    if (asked.kind === 'bank.withdraw') add(body.from, -body.n);
    if (asked.kind === 'bank.transfer') {
      add(body.from, -body.n);
      add(body.to, body.n);
    }
    if (asked.kind === 'bank.claim') claims++;
  }
  for (const { who } of await rowsOf<{ who: string }>(pool, `select who from bank.move where note = 'ring'`))
    add(Number(who), 1);
  const balancesNow = await rowsOf<{ id: string; n: string }>(pool, 'select id, n from bank.balance order by id');
  for (const { id, n } of balancesNow) {
    assert.equal(Number(n), expected.get(Number(id)) ?? 0, `balance of ${id}`);
    assert.ok(Number(n) >= 0);
  }
  assert.ok(claims <= CLAIMS_LIMIT);
  const [orphans] = await rowsOf<{ count: string }>(pool, `select count(*) from engine.fact where cause = ''`);
  assert.equal(orphans!.count, '0');
  assert.deepEqual(
    await rowsOf(pool, `select subject from engine.timer where due_at <= (select now from engine.shard)`),
    [],
    'a due timer was left',
  );
}
