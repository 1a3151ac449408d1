import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConsentDecision, ContactChannel, Purpose } from '@shuke/contract';
import type { Reader } from '../../engine/index.ts';
import { type Consent, allowsProfiling, mayMessage, mayProcess, withConsent } from './consent.ts';
import type { Version } from './policy.ts';
import { consents, policies } from './store.ts';

const version = (number: number, asksAgain: boolean): Version => ({
  version: number,
  hash: String(number),
  asksAgain,
  publishedAt: 0,
  publishedBy: '',
});

/** A member who said one thing after the other, each to version 1. */
function after(said: readonly (readonly [Purpose, ContactChannel, ConsentDecision])[], versions = [version(1, false)]) {
  const policy = { code: 'marketing', version: 1 } as const;
  const own = said.reduce<readonly Consent[]>(
    (before, [purpose, channel, decision], entry) => withConsent(before, { purpose, channel, decision, policy, entry }),
    [],
  );
  const values = new Map<unknown, unknown>([
    [consents, own],
    [policies, versions],
  ]);
  return { get: (of) => values.get(of) as never } satisfies Reader;
}

const MEMBER = 10_001;

test('who said nothing is not messaged, and may be profiled', () => {
  assert.equal(mayMessage(after([]), MEMBER, 'sms'), false);
  assert.equal(mayProcess(after([]), MEMBER, 'membership'), false);
  assert.equal(allowsProfiling(after([]), MEMBER), true);
});

test('a channel that was refused stays so, and a purpose that is withdrawn as a whole ends what was given before', () => {
  const whole = ['marketing', 'all', 'given'] as const;
  const sms = ['marketing', 'sms', 'given'] as const;
  const noSms = ['marketing', 'sms', 'withdrawn'] as const;
  const nothing = ['marketing', 'all', 'withdrawn'] as const;
  for (const [said, bySms, byEmail] of [
    [[whole], true, true],
    [[sms], true, false],
    [[whole, noSms], false, true],
    [[noSms, whole], false, true],
    [[sms, nothing], false, false],
    [[nothing, sms], true, false],
    [[sms, noSms, sms], true, false],
    [[nothing, whole], true, true],
  ] as const) {
    const read = after(said);
    assert.deepEqual(
      [mayMessage(read, MEMBER, 'sms'), mayMessage(read, MEMBER, 'email')],
      [bySms, byEmail],
      said.join(),
    );
    assert.equal(mayProcess(read, MEMBER, 'sharing', 'sms'), false, 'one purpose says nothing of another');
  }
});

test('what is to be renewed allows nothing, and does not forbid what was given to the new text', () => {
  const replaced = [version(1, false), version(2, true)];
  assert.equal(mayMessage(after([['marketing', 'sms', 'given']], replaced), MEMBER, 'sms'), false);
  assert.equal(mayMessage(after([['marketing', 'sms', 'given']], [version(1, true)]), MEMBER, 'sms'), true);
});

test('who refused personalisation by any way is not profiled', () => {
  assert.equal(allowsProfiling(after([['personalisation', 'all', 'withdrawn']]), MEMBER), false);
  assert.equal(allowsProfiling(after([['personalisation', 'app-push', 'withdrawn']]), MEMBER), false);
  const again = after([
    ['personalisation', 'all', 'withdrawn'],
    ['personalisation', 'all', 'given'],
  ]);
  assert.equal(allowsProfiling(again, MEMBER), true);
});
