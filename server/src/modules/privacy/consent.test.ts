import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConsentDecision, ContactChannel, Purpose } from '@shuke/contract';
import { openZone } from '../../platform/zone.ts';
import { profiles } from '../members/index.ts';
import { Sealed } from '../../platform/crypto/index.ts';
import { type Consent, type ReaderAt, consentRules, withConsent } from './consent.ts';
import type { Version } from './policy.ts';
import { consents, policies } from './store.ts';

const version = (number: number, asksAgain: boolean): Version => ({
  version: number,
  hash: String(number),
  asksAgain,
  publishedAt: 0,
  publishedBy: '',
});

const { mayProcess, allowsProfiling } = consentRules(openZone('Asia/Shanghai'));
const mayMessage = (read: ReaderAt, member: number, channel: ContactChannel) =>
  mayProcess(read, member, 'marketing', channel);

interface Told {
  readonly versions?: readonly Version[];
  readonly birthday?: string;
  readonly byGuardian?: boolean;
  readonly now?: string;
}

/** A member who said one thing after the other, each to version 1. */
function after(
  said: readonly (readonly [Purpose, ContactChannel, ConsentDecision])[],
  { versions = [version(1, false)], birthday, byGuardian = false, now = '2026-11-01T10:00:00+08:00' }: Told = {},
) {
  const policy = { code: 'marketing', version: 1 } as const;
  const own = said.reduce<readonly Consent[]>(
    (before, [purpose, channel, decision], entry) =>
      withConsent(before, { purpose, channel, decision, policy, byGuardian, entry }),
    [],
  );
  const values = new Map<unknown, unknown>([
    [consents, own],
    [policies, versions],
    [profiles, { personal: Sealed.of({ name: null, birthday: birthday ?? null, attributes: {}, sensitive: {} }) }],
  ]);
  return { now: Date.parse(now), get: (of) => values.get(of) as never } satisfies ReaderAt;
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
  const given = [['marketing', 'sms', 'given']] as const;
  assert.equal(mayMessage(after(given, { versions: replaced }), MEMBER, 'sms'), false);
  assert.equal(mayMessage(after(given, { versions: [version(1, true)] }), MEMBER, 'sms'), true);
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

test('for who is under fourteen a guardian decides, and from their birthday on they do so themselves', () => {
  const all = [
    ['marketing', 'all', 'given'],
    ['personalisation', 'all', 'given'],
  ] as const;
  const child = { birthday: '2012-11-02', now: '2026-11-01T23:59:59+08:00' };
  const ofAge = { ...child, now: '2026-11-02T00:00:00+08:00' };
  for (const [told, isAllowed] of [
    [child, false],
    [{ ...child, byGuardian: true }, true],
    [{ ...ofAge, byGuardian: true }, false],
    [ofAge, true],
    [{ byGuardian: true }, false],
  ] as const)
    assert.equal(mayMessage(after(all, told), MEMBER, 'sms'), isAllowed, JSON.stringify(told));
  assert.equal(allowsProfiling(after([], child), MEMBER), false, 'nobody has allowed it');
  assert.equal(allowsProfiling(after(all, child), MEMBER), false, 'the child cannot');
  assert.equal(allowsProfiling(after(all, { ...child, byGuardian: true }), MEMBER), true);
  assert.equal(allowsProfiling(after([], ofAge), MEMBER), true);
});
