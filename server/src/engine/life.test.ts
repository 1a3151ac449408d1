import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite, test } from 'node:test';
import type { Database } from '../platform/database.ts';
import { CLAIMS_LIMIT, SCHEMA, START, assertReplays, bank, deposit } from '../../test/bank.ts';
import { testDatabase } from '../../test/database.ts';
import { manualClock } from '../platform/clock.ts';
import { rowsOf } from '../platform/postgres.ts';
import { startEngine } from './engine.ts';
import { keys } from './keys.ts';
import { type Answer, type Input, input } from './input.ts';
import { OutcomeUnknown, takeShard } from './shard.ts';

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
  /** Of each of three clients in a run. */
  const INPUTS = Number(process.env['SHUKE_INPUTS'] ?? (process.env['SHUKE_SOAK'] ? 5 : 3));
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
          await inTime(liveThrough(seed, INPUTS, pool, url)).catch((error: unknown) => {
            // The others end with the run they are in.
            next = Number.POSITIVE_INFINITY;
            console.error(`seed ${seed}:`, error);
            throw new Error(
              `seed ${seed} (again with SHUKE_SEED=${seed} SHUKE_RUNS=1 SHUKE_INPUTS=${INPUTS}): ${String((error as Error)?.stack ?? error)}`,
              { cause: error },
            );
          });
        }
      }),
    );
  });
});

const LIVES_AT_ONCE = 8;
const RUN_LIMIT_MS = 120_000;

const EMPTY = `truncate bank.balance, bank.move, engine.log, engine.turn, engine.fact, engine.timer, engine.counter, engine.key, engine.set_aside, engine.attempt;
  update engine.log_head set position = 0;
  update engine.shard set turn = 0, now = '1970-01-01Z', interactive_position = 1, interactive_index = 0, bulk_position = 1, bulk_index = 0, next_id = 1000;`;

/** A run lasts about a second; one that hangs has to say so, and not only that the whole took too long. */
async function inTime(run: Promise<void>): Promise<void> {
  const isOver = new AbortController();
  const late = sleep(RUN_LIMIT_MS, undefined, { signal: isOver.signal }).then(() =>
    assert.fail(`the run was not over after ${RUN_LIMIT_MS} ms`),
  );
  await Promise.race([run, late]).finally(() => isOver.abort());
}

/** One run: clients that retry what was not answered, processes that die at any step or lose the shard to one another. */
async function liveThrough(seed: number, inputs: number, pool: Database, url: string): Promise<void> {
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
    const underWay = new Set<Promise<unknown>>();
    const mortal = {
      async query(...asked: unknown[]) {
        survive();
        if (roll() < 0.02) throw died();
        const asking = (pool.query as (...args: unknown[]) => Promise<unknown>)(...asked);
        underWay.add(asking);
        const answer = await asking.finally(() => underWay.delete(asking));
        survive();
        return answer;
      },
      ring: pool.ring,
    } as unknown as Database;
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
        // What has been sent is no longer the process's: it must not arrive in the next run.
        await Promise.allSettled(underWay);
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
          // Longer from try to try: a machine that is busy with something else must come to answer at all.
          sleep(80 + 10 * tries).then(() => Promise.reject(new Error('no answer'))),
        ]);
        record.answers.push(answer!);
        return;
      } catch {
        // Not answered: a real client asks again with the same key.
        if (current === living && tries % 5 === 4) await current.end();
      }
    }
  };

  const clients = Array.from({ length: 3 }, async (_, client) => {
    for (let i = 0; i < inputs; i++) {
      const [who, n] = [below(4), 1 + below(9)];
      const kinds = [
        deposit(who, n),
        deposit(who, n),
        input('bank.withdraw', { from: who, n }),
        input('bank.transfer', { from: who, to: below(4), n }),
        input('bank.remind', { who, inMs: below(3000) }),
        input('bank.claim', { who }),
        [input('bank.break', { who }), input('bank.poison', { who }), input('bank.fuse', { who, inMs: below(3000) })][
          below(3)
        ]!,
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
async function judge(pool: Database, told: readonly { input: Input; answers: readonly Answer[] }[]): Promise<void> {
  const first = new Map<string, Input>();
  const known = new Map(
    await keys.load(
      pool,
      told.map(({ input: asked }) => asked.key!),
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
