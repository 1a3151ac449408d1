import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Input, input } from '../../engine/index.ts';
import { openSimulation } from '../../engine/simulation.ts';
import { openKeyRing } from '../../platform/crypto/key-ring.ts';
import { heldRootKey } from '../../platform/crypto/root-key.ts';
import { suites } from '../../platform/crypto/suite.ts';
import { openZone } from '../../platform/zone.ts';
import { turnModules } from '../../wire.ts';
import type { Contact, PermitInUse } from './contact.ts';
import { contacts } from './contact-store.ts';
import { sendUnderPermit } from './send-under-permit.ts';
import { type Entry, consentEntries } from './store.ts';

const zone = openZone('Asia/Shanghai');
const ring = await openKeyRing(heldRootKey(Buffer.alloc(32, 1), suites.intl, 'the test'), []);
for (const purpose of ['index', 'field', 'log'] as const) await ring.add(await ring.make(purpose, 'intl', 0));
const modules = turnModules(zone, ring);
const START = Date.parse('2026-11-28T10:00:00+08:00');
const HOUR_MS = 3_600_000;
const MEMBERS = [10_001, 10_002] as const;
const by = { id: 'staff:1', name: '' };

const member = fc.constantFrom(...MEMBERS);
const channel = fc.constantFrom('sms' as const, 'email' as const);
const said = fc.record({
  do: fc.constant('say' as const),
  member,
  decision: fc.constantFrom('given' as const, 'withdrawn' as const),
  purpose: fc.constantFrom('marketing' as const, 'marketing' as const, 'personalisation' as const),
  channel: fc.constantFrom('all' as const, 'sms' as const, 'email' as const),
});
const step = fc.oneof(
  { weight: 4, arbitrary: said },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      member,
      channel,
      isPersonalised: fc.boolean(),
      hours: fc.integer({ min: 1, max: 60 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('use' as const), nth: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('object' as const), member }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('born' as const),
      member,
      day: fc.constantFrom('2012-12-01', '2020-01-01', '1990-01-01'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('publish' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), member }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
/** Turns of several inputs each, with the hours that pass before; some are taken again, as after a crash before anybody was answered. */
const lives = fc.array(
  fc.record({
    hours: fc.integer({ min: 0, max: 30 }),
    again: fc.boolean(),
    steps: fc.array(step, { minLength: 1, maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 14 },
);

function inputOf(one: Step, published: number, asked: readonly number[]): Input {
  const ref = (id: number) => ({ id, identifiers: [] });
  const evidence = { source: 'counter', shown: '同意', address: null, device: null, guardian: null, by };
  if (one.do === 'say') {
    const { purpose, channel: way, decision } = one;
    const policy = decision === 'given' ? { code: 'marketing' as const, version: published } : null;
    return input('consent.record', {
      member: one.member,
      consents: [{ purpose, channel: way, decision }],
      policy,
      evidence,
    });
  }
  if (one.do === 'ask')
    return input('contact.ask', {
      members: [ref(one.member)],
      purpose: 'marketing',
      channel: one.channel,
      isPersonalised: one.isPersonalised,
      reference: `${one.channel} ${one.isPersonalised}`,
      validHours: one.hours,
      askedBy: 'test',
    });
  if (one.do === 'use') return input('contact.use', { id: asked.at(-1 - one.nth) ?? 1 });
  if (one.do === 'object')
    return input('request.open', {
      member: one.member,
      kind: 'object',
      source: 'phone',
      note: null,
      heir: null,
      who: by,
    });
  if (one.do === 'born')
    return input('member.upsert', {
      ref: ref(one.member),
      profile: { birthday: one.day },
      channel: null,
      store: null,
      joinedAt: null,
    });
  if (one.do === 'publish')
    return input('policy.publish', {
      code: 'marketing',
      text: `第 ${published + 1} 版`,
      textEn: null,
      asksAgain: true,
      by: 'test',
    });
  return input('member.erase', { member: one.member, identifiers: [], reason: '本人要求', who: by });
}

interface Told {
  readonly entry: number;
  readonly decision: 'given' | 'withdrawn';
  readonly version: number;
}

/** What the facts alone tell, by a reading of its own: whether a use was right when it happened. */
function watch(entries: () => readonly Entry[]) {
  const consents = new Map<string, Told>();
  const birthdays = new Map<number, string>();
  const objected = new Map<number, number>();
  const gone = new Set<number>();
  let latest = 1;
  const own = (of: number, purpose: string, way: string) => consents.get(`${of} ${purpose} ${way}`);
  return {
    published: () => void latest++,
    born: (of: number, day: string) => void (gone.has(of) || birthdays.set(of, day)),
    heard({ kind, subject, id }: { kind: string; subject: number; id: number }) {
      if (kind === 'member.erased') gone.add(subject);
      if (kind === 'request.opened') objected.set(subject, id);
      const entry = kind.startsWith('consent.')
        ? entries().findLast((one) => one.memberId === subject && one.id < id)
        : undefined;
      if (entry)
        consents.set(`${subject} ${entry.purpose} ${entry.channel}`, {
          entry: entry.id,
          decision: entry.decision,
          version: entry.policy?.version ?? 0,
        });
    },
    mayUse({ memberId, channel: way, isPersonalised }: Contact, at: number): boolean {
      const [single, whole] = [own(memberId, 'marketing', way), own(memberId, 'marketing', 'all')];
      const holds = (one: Told | undefined) => one?.decision === 'given' && one.version === latest;
      const isGiven =
        single?.decision === 'withdrawn'
          ? false
          : whole?.decision === 'withdrawn'
            ? holds(single) && single!.entry > whole.entry
            : holds(single) || holds(whole);
      const ground = holds(single) ? single! : whole;
      const born = birthdays.get(memberId) ?? '1990-01-01';
      const isChild = `${Number(born.slice(0, 4)) + 14}${born.slice(4)}` > zone.wallClock(at).slice(0, 10);
      const isProfiled = ['all', 'sms', 'email'].every(
        (one) => own(memberId, 'personalisation', one)?.decision !== 'withdrawn',
      );
      return (
        isGiven &&
        !isChild &&
        !gone.has(memberId) &&
        (objected.get(memberId) ?? 0) < ground!.entry &&
        (isProfiled || !isPersonalised)
      );
    },
  };
}

test('whatever is given, withdrawn, asked and used in whatever order: never a use without a consent that holds at that moment', async () => {
  let [uses, stops] = [0, 0];
  await fc.assert(
    fc.asyncProperty(lives, async (life) => {
      const shop = openSimulation(modules);
      let [now, position, published] = [START, 1, 1];
      const take = (inputs: readonly Input[]) =>
        shop.take({
          now,
          inputs: inputs.map((one, index) => ({
            input: one,
            lane: 'interactive' as const,
            position: position++,
            index,
            acceptedAt: now,
          })),
        });
      const make = MEMBERS.map((_, i) =>
        input('member.upsert', {
          ref: { identifiers: [{ kind: 'phone', value: `+861380000000${i}` }] },
          profile: {},
          channel: null,
          store: null,
          joinedAt: null,
        }),
      );
      await take([
        ...make,
        input('policy.publish', { code: 'marketing', text: '第 1 版', textEn: null, asksAgain: true, by: 'test' }),
      ]);
      const oracle = watch(() => (shop.journals[consentEntries.slot] ?? []) as Entry[]);
      await take(
        MEMBERS.map((one) =>
          inputOf({ do: 'say', member: one, decision: 'given', purpose: 'marketing', channel: 'all' }, published, []),
        ),
      );
      for (const fact of shop.facts) oracle.heard(fact);
      let heard = shop.facts.length;
      const asked = () => [...shop.all<number>(contacts).keys()];
      for (const { hours, again, steps } of life) {
        now += hours * HOUR_MS;
        for (const one of steps) {
          const wanted = { ...inputOf(one, published, asked()), key: `k ${position}`, hash: '' };
          const before = new Map(shop.all<number>(contacts)) as Map<number, Contact>;
          const { answers } = await take(again ? [wanted, wanted] : [wanted]);
          if (one.do === 'publish') {
            published++;
            oracle.published();
          }
          if (one.do === 'born' && answers[0]!.status === 'ok') oracle.born(one.member, one.day);
          if (again) assert.deepEqual(answers[0], answers[1], 'told twice, it is answered alike');
          for (const fact of shop.facts.slice(heard)) {
            if (fact.kind === 'contact.used') {
              const { contact } = fact.body as { contact: number };
              const open = before.get(contact)!;
              uses++;
              assert.equal(open.state, 'open', 'what was stopped or used is used no more');
              assert.ok(oracle.mayUse(open, fact.at), 'its proof holds at that moment');
              assert.ok(open.until! > fact.at);
            } else oracle.heard(fact);
          }
          heard = shop.facts.length;
          for (const each of (shop.all<number>(contacts) as Map<number, Contact>).values()) {
            if (each.state === 'stopped') stops++;
            // Whom a new text asks again is told so when the permit is used.
            if (each.state === 'open' && each.proof!.policy.version === published)
              assert.ok(oracle.mayUse(each, now), 'whatever took its ground away stopped it in the same turn');
          }
        }
      }
      assert.deepEqual(shop.setAside, []);
    }),
    { numRuns: process.env['SHUKE_SOAK'] ? 2000 : 150 },
  );
  assert.ok(uses > 15 && stops > 15, `both are seen: ${uses} and ${stops}`);
});

test('nothing but the decision makes a permit: no value of that shape is one', () => {
  const shaped = { contact: '1', memberId: '10001', channel: 'sms' } as const;
  const carry = (_permit: PermitInUse) => {};
  // @ts-expect-error what sendUnderPermit did not hand over carries no message
  carry(shaped);
  assert.equal(typeof sendUnderPermit, 'function');
});
