import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeFormat } from '../../../format/format.ts';
import { factWords } from '../../../messages/apart.ts';
import { en } from '../../../messages/en.ts';
import { zh } from '../../../messages/zh.ts';
import { factSentence } from './fact-sentence.ts';

const tiers: Record<string, string> = { basic: '普通', silver: '银卡' };
const names = {
  tier: (code: string) => tiers[code] ?? code,
  channel: (code: string | null) => (code === 'pos' ? '门店' : (code ?? '')),
  tag: (code: string) => (code === 'likes-tea' ? '爱喝茶' : code),
};
const inChinese = (kind: string, body: Record<string, unknown>) =>
  factSentence({ kind, body }, { ...zh, facts: factWords['zh-CN'] }, makeFormat('zh-CN', 'Asia/Shanghai'), names);
const inEnglish = (kind: string, body: Record<string, unknown>) =>
  factSentence({ kind, body }, { ...en, facts: factWords.en }, makeFormat('en', 'Asia/Shanghai'), names);

test('a paid order reads as a sentence in both languages', () => {
  const body = {
    order: 7,
    number: 'A-1',
    channel: 'pos',
    currency: 'CNY',
    totalMinor: 10000,
    lines: [
      { sku: 'T-1', name: '奶粉' },
      { sku: 'T-2', name: null },
    ],
  };
  assert.equal(inChinese('order.paid', body).sentence, '付款 ¥100.00，订单 A-1：奶粉 等 2 种');
  assert.equal(inEnglish('order.paid', body).sentence, 'Paid ¥100.00, order A-1: 奶粉 and 1 more');
  assert.deepEqual(inChinese('order.paid', body).order, { number: 'A-1', channel: 'pos' });
});

test('tags say which and why, as far as that is still known', () => {
  const told = inChinese('tag.added', { tag: 'likes-tea', reason: '常买龙井' });
  assert.deepEqual([told.sentence, told.because], ['添加标签 爱喝茶', '常买龙井']);
  assert.equal(inEnglish('tag.removed', {}).sentence, 'A tag was removed');
});

test('points and tiers say what set them off', () => {
  const posted = { kind: 'reverse', points: -40, balance: 60, order: { channel: 'pos', number: 'A-1' } };
  assert.equal(inChinese('points.posted', posted).sentence, '冲回 40 积分，余额 60');
  assert.equal(inChinese('points.posted', posted).because, '因订单 A-1 退款');
  const changed = { from: 'basic', to: 'silver', spendMinor: 100000, currency: 'CNY', reason: 'order pos/A-1' };
  assert.equal(inChinese('tier.changed', changed).sentence, '等级由 普通 升为 银卡（近 12 个月消费 ¥1,000.00）');
  assert.equal(inEnglish('tier.changed', changed).because, 'because of order A-1');
  assert.match(
    inChinese('tier.changed', { ...changed, from: 'silver', to: 'basic', reason: 'window' }).sentence,
    /降为 普通/,
  );
});

test('what was consented to is named with its channel and its text, and a withdrawal without', () => {
  const given = { purpose: 'marketing', contactChannel: 'sms', policy: { code: 'marketing', version: 3 } };
  assert.equal(inChinese('consent.given', given).sentence, '同意营销消息（短信），依据《营销授权书》第 3 版');
  assert.equal(
    inEnglish('consent.given', given).sentence,
    'Consented to Marketing messages (SMS), under Marketing consent, version 3',
  );
  const refused = { purpose: 'personalisation', contactChannel: 'all' };
  assert.equal(inChinese('consent.withdrawn', refused).sentence, '撤回对个性化推荐的同意');
});

test('a fact of an unknown kind or with an unexpected body is still named and breaks nothing', () => {
  assert.equal(inChinese('coupon.used', {}).sentence, '事件 coupon.used');
  assert.equal(
    inChinese('behaviour.recorded', { event: 'stamp_collected', properties: null }).sentence,
    '行为 stamp_collected',
  );
  assert.equal(typeof inEnglish('order.paid', { lines: 'x', totalMinor: '1' }).sentence, 'string');
});
