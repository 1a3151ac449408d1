import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { rowsOf } from '../../src/platform/postgres.ts';
import { assessed, courier } from '../handling.ts';
import { assertProblem, openShop } from '../shop.ts';
import { openDoor } from '../staff.ts';

const shop = await openShop();
const { get, post, put, ok, clock } = shop;
const { hire } = openDoor(shop);

const DAY_MS = 86_400_000;
const dayIn = (days: number) => new Date(clock.now() + days * DAY_MS).toISOString().slice(0, 10);
const about = { name: '好店', contact: '上海市 010-1', requests: 'privacy@shop.example' };
const recipients = async () => (await ok(get('/api/privacy/recipients'))).items;
const privacy = (text: string, textEn: string | null = null) =>
  post('/api/policies', { code: 'privacy', text, textEn, asksAgain: false });

test('a notice drafted before anything is recorded names what is missing, and cannot be published as it is', async () => {
  const { text, textEn, gaps } = await ok(get('/api/privacy/notice'));
  assert.deepEqual(gaps, ['responsible', 'recipients']);
  assert.match(text, /【待填写：在“隐私中心 → 谁在处理”登记店铺名称和联系方式】/);
  assert.match(textEn, /\[To fill in: record name and contacts/);
  assertProblem(await privacy(text), 400, 'request.invalid', 'text');
  assertProblem(await privacy('我们的政策', textEn), 400, 'request.invalid', 'textEn');
});

test('who is responsible is told in versions, which the trail has and which are never changed', async () => {
  assert.equal((await ok(get('/api/privacy/responsible'))).responsible, null);
  const first = await ok(put('/api/privacy/responsible', about));
  assert.deepEqual([first.version, first.officer], [1, null]);
  assert.equal((await ok(put('/api/privacy/responsible', about))).version, 1, 'the same told again is no version');
  const officer = { name: '诸葛慎行', contact: '010-9' };
  assert.equal((await ok(put('/api/privacy/responsible', { ...about, officer }))).version, 2);
  assert.deepEqual((await ok(get('/api/privacy/responsible'))).responsible.officer, officer);
  const { items } = await ok(get('/api/audit?object=responsible:shop'));
  assert.equal(items[0].changes[0].after, '诸葛慎行 010-9');
  assert.equal(items.length, 2);
  const clear = await rowsOf(shop.pool, `select from privacy.responsible where kept::text like '%诸葛%'`);
  assert.deepEqual(clear, [], 'names rest sealed');
});

test('of who gets data it is told what is still to be done: contract, consent to sharing, assessment', async () => {
  const { id, gaps } = await ok(post('/api/privacy/recipients', courier()));
  assert.deepEqual(gaps, ['contract', 'assessment']);
  const gapsWith = async (more: object) => (await ok(put(`/api/privacy/recipients/${id}`, courier(more)))).gaps;
  assert.deepEqual(await gapsWith({ contractUntil: dayIn(31) }), ['assessment']);
  assert.deepEqual(await gapsWith({ contractUntil: dayIn(29) }), ['ends', 'assessment']);
  assert.deepEqual(await gapsWith({ contractUntil: dayIn(-2) }), ['ended', 'assessment']);
  const own = { role: 'own', contractFrom: '2026-01-01' };
  assert.deepEqual(await gapsWith(own), ['consent', 'assessment']);
  await ok(post('/api/policies', { code: 'sharing', text: '我们会把地址交给快递', asksAgain: false }));
  assert.deepEqual(await gapsWith(own), ['assessment']);
  const weighed = { about: 'recipients', fields: [], recipients: [id] };
  await ok(post('/api/privacy/assessments', assessed('', weighed)));
  assert.deepEqual(await gapsWith(own), []);
  await ok(post('/api/privacy/assessments', assessed('', { ...weighed, result: 'refused' })));
  assert.deepEqual(await gapsWith(own), ['assessment'], 'the latest counts');
  assert.deepEqual(await gapsWith({ isEnded: true }), []);

  const faulty = async (more: object, field: string) =>
    assertProblem(await post('/api/privacy/recipients', courier(more)), 400, 'request.invalid', field);
  await faulty({ country: 'US' }, 'transfer');
  await faulty({ transfer: 'contract' }, 'transfer');
  await faulty({ country: 'ZZ' }, 'country');
  await faulty({ contractFrom: '2026-02-01', contractUntil: '2026-01-01' }, 'contractUntil');
  assertProblem(await put('/api/privacy/recipients/999', courier()), 404, 'recipient.unknown');
});

test('a field is classed sensitive only after an assessment that names it found it acceptable', async () => {
  const classed = (to: string) => put('/api/attributes/allergy', { name: '过敏史', type: 'text', class: to });
  await ok(classed('personal'));
  assertProblem(await classed('sensitive'), 409, 'attribute.assessment', 'class');
  await ok(post('/api/privacy/assessments', assessed('skin')));
  await ok(post('/api/privacy/assessments', assessed('allergy', { result: 'refused' })));
  assertProblem(await classed('sensitive'), 409, 'attribute.assessment', 'class');
  await ok(post('/api/privacy/assessments', assessed('allergy')));
  await ok(classed('sensitive'));
  await ok(put('/api/attributes/allergy', { name: '过敏', type: 'text', class: 'sensitive' }));
  const future = assessed('allergy', { madeOn: dayIn(3) });
  assertProblem(await post('/api/privacy/assessments', future), 400, 'request.invalid', 'madeOn');
  assertProblem(await post('/api/privacy/assessments', assessed('', { fields: [] })), 400, 'request.invalid', 'fields');
});

test('the notice tells what is recorded, in both languages, and is published as the next version', async () => {
  await ok(post('/api/privacy/recipients', courier()));
  const abroad = { name: 'Cloudy', country: 'SG', transfer: 'contract', purpose: '备份', purposeEn: 'Backups' };
  await ok(post('/api/privacy/recipients', courier(abroad)));
  const { text, textEn, gaps } = await ok(get('/api/privacy/notice'));
  assert.deepEqual(gaps, ['purposes-en']);
  for (const told of [
    '好店',
    '诸葛慎行',
    'privacy@shop.example',
    '快快快递（010-3）：送货',
    '只有在您单独同意后，我们才保存：过敏',
  ])
    assert.ok(text.includes(told), told);
  assert.match(text, /Cloudy 在新加坡保存和处理，出境方式：标准合同/);
  assert.match(text, /积分：按付款金额给积分/);
  assert.equal(text.match(/快快快递/g)?.length, 1, 'who gets nothing any more is not told');
  assert.match(textEn, /Cloudy keeps and processes it in Singapore. Way abroad: Standard contract/);
  assert.match(textEn, /\[To fill in: the purpose of 快快快递 in English/);
  assert.ok(!text.includes('待填写'));
  assert.equal((await ok(privacy(text))).version, 1);
});

test('who is responsible, who gets data and what was assessed stand in the record of processing and in the audit pack', async () => {
  const auditor = (await hire('auditor')).as;
  const { responsible, recipients: told } = await ok(auditor('GET', '/api/privacy/register'));
  assert.deepEqual([responsible.version, told.length], [2, (await recipients()).length]);
  const response = await shop.app.inject({ url: '/api/privacy/audit-pack', headers: auditor.headers });
  const files = Object.entries(unzipSync(new Uint8Array(response.rawPayload)));
  const table = (name: string) => new TextDecoder().decode(files.find(([file]) => file.endsWith(`${name}.csv`))![1]);
  assert.match(table('责任人'), /2,.*,好店,上海市 010-1,privacy@shop\.example,诸葛慎行,010-9,/);
  assert.match(table('接收方'), /Cloudy,010-3,备份,联系方式,受托处理（21 条）,SG,标准合同,/);
  assert.match(table('影响评估'), /肤质测试,敏感个人信息,allergy,.*,可以处理,李店长,2026-01-01,/);
});
