import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { consentDecisions, contactChannels, purposes } from '@shuke/contract';
import fc from 'fast-check';
import { assessed } from '../handling.ts';
import { assertProblem, openShop, phone } from '../shop.ts';
import { openDoor } from '../staff.ts';

const shop = await openShop();
const { ok, get, post, put } = shop;

const texts = (version: number) => ({ text: `营销授权，第 ${version} 版`, textEn: null });
const publish = async (version: number, asksAgain: boolean, code = 'marketing') =>
  ok(post('/api/policies', { code, ...texts(version), asksAgain }));
const joined = async (): Promise<string> => (await ok(put('/api/members', { phone: phone() }))).id;
const said = (decision: string, channel = 'sms', purpose = 'marketing') => ({ purpose, channel, decision });
const policy = (version: number) => ({ code: 'marketing', version });
const given = (version: number, ...consents: object[]) => ({
  consents: consents.length > 0 ? consents : [said('given')],
  policy: policy(version),
  source: 'miniprogram',
  shown: '我愿意接收优惠短信',
  address: '203.0.113.7',
  device: 'iPhone',
});
const withdrawn = (...consents: object[]) => ({ consents, source: 'sms-keyword', shown: 'TD' });
const record = (id: string, body: object) => put(`/api/members/${id}/consents`, body);
const read = async (id: string) => ok(get(`/api/members/${id}/consents`));
const states = ({ consents }: { consents: { purpose: string; channel: string; state: string }[] }) =>
  Object.fromEntries(consents.map((one) => [`${one.purpose} ${one.channel}`, one.state]));

test('a consent stands with the text it was given to, what was shown, from where, and who recorded it (D40)', async () => {
  const first = await publish(1, false);
  const hash = createHash('sha256')
    .update(JSON.stringify([texts(1).text, null]))
    .digest('hex');
  assert.deepEqual([first.version, first.hash, first.publishedBy], [1, hash, 'API key']);
  assert.equal((await publish(1, false)).version, 1, 'the same text is no new version');
  assert.equal((await ok(get('/api/policies/marketing/1'))).text, texts(1).text);

  const id = await joined();
  const answer = await ok(record(id, given(1)));
  assert.deepEqual(states(answer), { 'marketing sms': 'given' });
  const { consents, entries, allowed } = await read(id);
  assert.deepEqual(allowed, [{ purpose: 'marketing', channel: 'sms' }]);
  assert.deepEqual(consents[0].policy, { code: 'marketing', version: 1, hash });
  assert.deepEqual(consents[0].evidence, {
    source: 'miniprogram',
    shown: '我愿意接收优惠短信',
    address: '203.0.113.7',
    device: 'iPhone',
    guardian: null,
    by: { id: 'key:bootstrap', name: 'API key' },
  });
  const { rows } = await shop.pool.query<{ text: string }>(
    `select encode(evidence, 'escape') as text from privacy.consent_entry where member_id = $1`,
    [id],
  );
  assert.ok(rows.length === 1 && !rows[0]!.text.includes('203.0.113.7'), 'it rests sealed');
  assert.equal((await ok(record(id, given(1)))).recorded, 0, 'sent again, it is not given again');
  assert.equal((await read(id)).entries.length, entries.length);
});

test('a withdrawal counts at once, needs no policy, and both stand on the timeline without what is personal (D40)', async () => {
  const id = await joined();
  await ok(record(id, given(1)));
  const answer = await ok(record(id, withdrawn(said('withdrawn'), said('withdrawn', 'all', 'personalisation'))));
  assert.deepEqual(states(answer), { 'marketing sms': 'withdrawn', 'personalisation all': 'withdrawn' });
  assert.equal(answer.allowsProfiling, false);
  const unheardOf = { ...withdrawn(said('withdrawn', 'email')), policy: policy(99) };
  assert.equal((await ok(record(id, unheardOf))).recorded, 1, 'whatever text it names');
  const { entries, allowsProfiling } = await read(id);
  assert.deepEqual([entries.length, allowsProfiling], [4, false]);
  const { items } = await ok(get(`/api/members/${id}/timeline?kind=consent.given,consent.withdrawn`));
  const bodies = items.map((one: { kind: string; body: object }) => [one.kind, one.body]);
  assert.deepEqual(bodies.at(-1), [
    'consent.given',
    { purpose: 'marketing', contactChannel: 'sms', policy: policy(1) },
  ]);
  assert.deepEqual(bodies[0], ['consent.withdrawn', { purpose: 'marketing', contactChannel: 'email' }]);
  assert.equal(bodies.length, 4);
});

test('a version that asks again makes consents before it count as to be renewed, and is no ground any more', async () => {
  const id = await joined();
  await ok(record(id, given(1)));
  await publish(2, false);
  assert.deepEqual(states(await read(id)), { 'marketing sms': 'given' }, 'a mended word asks nobody');
  await publish(3, true);
  assert.deepEqual(states(await read(id)), { 'marketing sms': 'renew' });
  assertProblem(await record(id, given(2)), 409, 'policy.outdated', 'policy');
  await ok(record(id, given(3)));
  assert.deepEqual(states(await read(id)), { 'marketing sms': 'given' });
});

test('who stands on an older version is counted by purpose, and found in the list of members', async () => {
  const code = 'sharing';
  const counts = async (purpose: string) => {
    const { purposes: all, policies } = await ok(get('/api/privacy/renewals'));
    const { renew, older } = all.find((one: { purpose: string }) => one.purpose === purpose);
    return [renew, older, policies.find((one: { code: string }) => one.code === code).members];
  };
  const consent = (version: number) => ({
    ...given(version, said('given', 'all', 'sharing')),
    policy: { code, version },
  });
  const found = async (filter: string) =>
    (await ok(get(`/api/members?${filter}`))).items.map((one: { id: string }) => one.id);
  await publish(1, false, code);
  const ids = [await joined(), await joined()];
  for (const id of ids) await ok(record(id, consent(1)));
  assert.deepEqual(await counts('sharing'), [0, 0, 2]);
  await publish(2, false, code);
  assert.deepEqual(await counts('sharing'), [0, 2, 2], 'a mended word: they hold');
  await publish(3, true, code);
  assert.deepEqual(await counts('sharing'), [2, 0, 0]);
  await ok(record(ids[0]!, consent(3)));
  assert.deepEqual(await counts('sharing'), [1, 0, 1]);
  assert.deepEqual(await found('renew=sharing'), [ids[1]]);
  assert.deepEqual(await found('older=sharing'), []);
  assert.equal((await ok(get('/api/members/count?renew=sharing'))).count, 1);
});

test('for a member under fourteen a guardian consents, until the birthday from which the member does', async () => {
  const guardian = { name: '王建国', relation: '父亲' };
  const { id } = await ok(put('/api/members', { phone: phone(), birthday: '2012-12-01' }));
  assert.equal((await ok(get(`/api/members/${id}`))).needsGuardian, true);
  assert.deepEqual([(await read(id)).needsGuardian, (await read(id)).allowsProfiling], [true, false]);
  assertProblem(await record(id, given(3)), 422, 'consent.guardian', 'guardian');
  const both = given(3, said('given'), said('given', 'all', 'personalisation'));
  const answer = await ok(record(id, { ...both, guardian }));
  assert.deepEqual(states(answer), { 'marketing sms': 'given', 'personalisation all': 'given' });
  assert.equal(answer.allowsProfiling, true);
  assert.deepEqual((await read(id)).entries[0].evidence.guardian, guardian);
  const adult = await joined();
  assertProblem(await record(adult, { ...given(3), guardian }), 422, 'consent.guardian', 'guardian');

  shop.clock.set(Date.parse('2026-12-01T00:00:00+08:00'));
  const grown = await read(id);
  assert.deepEqual([grown.needsGuardian, grown.allowed], [false, []]);
  assert.deepEqual(states(grown), { 'marketing sms': 'renew', 'personalisation all': 'renew' });
  await ok(record(id, given(3)));
  assert.deepEqual((await read(id)).allowed, [{ purpose: 'marketing', channel: 'sms' }]);

  const ward = await joined();
  await ok(record(ward, given(3)));
  await ok(put('/api/members', { id: ward, birthday: '2020-01-01' }));
  assert.deepEqual(states(await read(ward)), { 'marketing sms': 'guardian' }, 'a birthday told later counts at once');
});

test('a sensitive field is kept only with the consent of its own, hidden until somebody reveals it, and erased with it', async () => {
  const field = (code: string, kind: string, type = 'text') =>
    put(`/api/attributes/${code}`, { name: `字段 ${code}`, type, class: kind });
  await ok(post('/api/privacy/assessments', assessed('skinTest', { fields: ['skinTest', 'hobby'] })));
  await ok(field('skinTest', 'sensitive'));
  await ok(field('shoeSize', 'ordinary', 'number'));
  assertProblem(await field('shoeSize', 'ordinary'), 422, 'attribute.type', 'type');
  const tell = (id: string, attributes: object) => put('/api/members', { id, attributes });
  const id = await joined();
  assertProblem(await tell(id, { shoeSize: '40' }), 422, 'attribute.type', 'attributes.shoeSize');
  assertProblem(await tell(id, { skinTest: '敏感肌' }), 409, 'attribute.consent', 'attributes.skinTest');
  const atOnce = { phone: phone(), attributes: { skinTest: '敏感肌' } };
  assertProblem(await put('/api/members', atOnce), 409, 'attribute.consent', 'attributes.skinTest');

  await publish(1, false, 'sensitive');
  const consent = { ...given(1, said('given', 'all', 'sensitive')), policy: { code: 'sensitive', version: 1 } };
  await ok(record(id, consent));
  const { member } = await ok(tell(id, { skinTest: '敏感肌', shoeSize: 40, hobby: '骑行' }));
  assert.deepEqual(
    [member.sensitiveAttributes, member.ordinaryAttributes, member.attributes],
    [{ skinTest: '敏感肌' }, { shoeSize: 40 }, { hobby: '骑行' }],
  );
  const service = (await openDoor(shop).hire('service')).as;
  const seen = (await service('GET', `/api/members/${id}`)).body;
  assert.deepEqual(
    [seen.sensitiveAttributes, seen.ordinaryAttributes, seen.attributes],
    [{}, { shoeSize: 40 }, { hobby: '***' }],
  );
  const revealed = (await service('POST', `/api/members/${id}/reveal`, { reason: '回电' })).body;
  assert.deepEqual(revealed.sensitiveAttributes, { skinTest: '敏感肌' });

  await ok(field('hobby', 'sensitive'));
  await ok(record(id, withdrawn(said('withdrawn', 'all', 'sensitive'))));
  const after = await ok(get(`/api/members/${id}`));
  assert.deepEqual([after.sensitiveAttributes, after.attributes], [{}, {}], 'also what was classed so only later');
  assert.deepEqual(after.ordinaryAttributes, { shoeSize: 40 });
  const trail = await ok(get(`/api/audit?object=member:${id}`));
  assert.ok(!JSON.stringify(trail).includes('敏感肌'), 'the trail has never told it');
});

test('a consent without its text, to a version that is not there, or of nobody is refused', async () => {
  const id = await joined();
  assertProblem(await record(id, { ...given(1), policy: null }), 400, 'request.invalid', 'policy');
  assertProblem(await record(id, { ...given(1), shown: null }), 400, 'request.invalid', 'shown');
  assertProblem(await record(id, given(99)), 404, 'policy.unknown', 'policy');
  assertProblem(await record('999999', given(3)), 404, 'member.unknown');
  assertProblem(await get('/api/policies/minors/1'), 404, 'policy.unknown');
  assert.deepEqual((await read(id)).entries, []);
});

test('whatever is given and withdrawn in whatever order, what holds is what was said last', async () => {
  const decisions = fc.record({
    purpose: fc.constantFrom(...purposes),
    channel: fc.constantFrom(...contactChannels.slice(0, 3)),
    decision: fc.constantFrom(...consentDecisions),
  });
  const calls = fc.array(fc.array(decisions, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 });
  const held = async (sent: readonly (readonly ReturnType<typeof said>[])[]) => {
    const id = await joined();
    const last = new Map<string, string>();
    let changes = 0;
    for (const consents of sent) {
      const { recorded } = await ok(record(id, given(3, ...consents)));
      const before = changes;
      for (const { purpose, channel, decision } of consents) {
        if (last.get(`${purpose} ${channel}`) !== decision) changes++;
        last.set(`${purpose} ${channel}`, decision);
      }
      assert.equal(recorded, changes - before);
    }
    const { entries, consents } = await ok(get(`/api/members/${id}/consents?limit=200`));
    assert.equal(entries.length, changes);
    assert.deepEqual(states({ consents }), Object.fromEntries(last));
    const folded = new Map<string, string>();
    for (const one of entries.toReversed()) folded.set(`${one.purpose} ${one.channel}`, one.decision);
    assert.deepEqual(Object.fromEntries(folded), Object.fromEntries(last), 'the ledger tells the same');
  };
  await fc.assert(fc.asyncProperty(calls, held), { numRuns: process.env['SHUKE_SOAK'] ? 300 : 25, seed: 20_261_101 });
});
