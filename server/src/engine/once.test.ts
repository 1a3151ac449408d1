import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bankEngine } from '../../test/bank-engine.ts';
import { Problem } from '../platform/problem.ts';
import { type Keyed, input } from './input.ts';
import { openOnce } from './once.ts';

const keyed: Keyed = { key: 'caller:k', hash: 'body' };
const other: Keyed = { ...keyed, hash: 'another body' };
const conflict = { code: 'key.conflict' };
const refusal = () => new Problem('import.state', 'It is running.');

suite('a call that is no input', () => {
  test('runs once for two that come together, and each hears its answer', async (t) => {
    const { pool, engine } = await bankEngine(t);
    const once = openOnce(pool, engine);
    let runs = 0;
    const run = async () => ({ number: ++runs });
    assert.deepEqual(await Promise.all([once(keyed, run), once(keyed, run)]), [{ number: 1 }, { number: 1 }]);
    assert.deepEqual(await openOnce(pool, engine)(keyed, run), { number: 1 }, 'also in another process, later');
    await assert.rejects(once(other, run), conflict);
    assert.equal(runs, 1);
  });

  test('runs once for two that come together to two processes', async (t) => {
    const { pool, engine } = await bankEngine(t);
    const [here, there] = [openOnce(pool, engine), openOnce(pool, engine)];
    let runs = 0;
    const run = async () => {
      await sleep(100);
      return { number: ++runs };
    };
    assert.deepEqual(await Promise.all([here(keyed, run), there(keyed, run)]), [{ number: 1 }, { number: 1 }]);
    assert.equal(runs, 1);
    const begun = Promise.withResolvers<void>();
    const breaks = here({ key: 'caller:b', hash: 'body' }, async () => {
      begun.resolve();
      await sleep(100);
      throw new TypeError('a bug');
    });
    breaks.catch(() => {});
    await begun.promise;
    const after = there({ key: 'caller:b', hash: 'body' }, run);
    await assert.rejects(breaks, TypeError);
    assert.deepEqual(await after, { number: 2 }, 'where the first came to nothing, the second runs');
  });

  test('runs each time where no key is given', async (t) => {
    const { pool, engine } = await bankEngine(t);
    const once = openOnce(pool, engine);
    let runs = 0;
    await once({}, async () => ++runs);
    assert.equal(await once({}, async () => ++runs), 2);
  });

  test('keeps its refusal', async (t) => {
    const { pool, engine } = await bankEngine(t);
    const once = openOnce(pool, engine);
    await assert.rejects(
      once(keyed, () => Promise.reject(refusal())),
      { code: 'import.state' },
    );
    await assert.rejects(
      once(keyed, async () => 'too late'),
      { code: 'import.state', message: 'It is running.' },
    );
    await assert.rejects(
      once(other, async () => 'another'),
      conflict,
    );
  });

  for (const [name, error] of [
    ['the store is down', new Problem('store.down', 'It comes back.', { retryAfterSeconds: 1 })],
    ['too much is asked', new Problem('engine.busy', 'Later.', { retryAfterSeconds: 1 })],
    ['another process moves the clock', new Problem('clock.elsewhere', 'Not here.')],
    ['something breaks', new TypeError('a bug')],
  ] as const)
    test(`runs again after ${name}, yet no other body comes under its key`, async (t) => {
      const { pool, engine } = await bankEngine(t);
      const once = openOnce(pool, engine);
      await assert.rejects(
        once(keyed, () => Promise.reject(error)),
        error,
      );
      await assert.rejects(
        once(other, async () => 'another'),
        conflict,
      );
      assert.equal(await once(keyed, async () => 'done'), 'done');
      assert.equal(await once(keyed, async () => 'again'), 'done');
    });

  test('keeps what it changed under its key though keeping is refused for a moment', async (t) => {
    const { pool, engine } = await bankEngine(t);
    let refusals = 2;
    const once = openOnce(pool, {
      ask(lane, inputs) {
        if (inputs[0]?.kind === 'call.answer' && refusals-- > 0)
          throw new Problem('engine.busy', 'Later.', { retryAfterSeconds: 1 });
        return engine.ask(lane, inputs);
      },
    });
    let runs = 0;
    assert.equal(await once(keyed, async () => ++runs), 1);
    assert.equal(await once(keyed, async () => ++runs), 1);
    assert.equal(refusals, -1);
  });

  test('a refusal is not kept where a process died over the call: it may be refused for what that one did', async (t) => {
    const { pool, engine } = await bankEngine(t);
    const once = openOnce(pool, engine);
    await engine.ask('interactive', [input('key.claim', {}, { key: 'caller:k\n', hash: 'body' })]);
    await assert.rejects(
      once(keyed, () => Promise.reject(refusal())),
      { code: 'import.state' },
    );
    assert.equal(await once(keyed, async () => 'done'), 'done');
  });
});
