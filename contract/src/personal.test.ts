import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import {
  maskOf,
  maskedBirthday,
  maskedCell,
  maskedEmail,
  maskedIdentifier,
  maskedName,
  maskedPhone,
  memberRow,
  orderView,
  personal,
} from './index.ts';

test('names keep the surname, or the first letter', () => {
  const cases = {
    张三: '张*',
    王小明: '王**',
    欧阳娜娜: '欧阳**',
    欧阳: '欧*',
    阿卜杜热西提: '阿**',
    王: '***',
    Anna: 'A***',
    B: '***',
  };
  for (const [name, shown] of Object.entries(cases)) assert.equal(maskedName(name), shown, name);
});

test('phones are shown as is usual in China, others with country code and last four digits', () => {
  const cases = {
    '+8613800001234': '138****1234',
    '13800001234': '138****1234',
    '+862112345678': '+86****5678',
    '+447911123456': '+44****3456',
    '+12025550123': '+1****0123',
    '+85251234567': '+852****4567',
    '1234': '****',
  };
  for (const [phone, shown] of Object.entries(cases)) assert.equal(maskedPhone(phone), shown, phone);
});

test('e-mail, birthday and other identifiers keep what tells them apart, and nothing to use', () => {
  assert.equal(maskedEmail('zhang@example.com'), 'z***@example.com');
  assert.equal(maskedBirthday('1990-05-01'), '1990-**-**');
  assert.equal(maskedIdentifier('card', 'CARD-9081726354'), '***6354');
  assert.equal(maskedIdentifier('external', 'C0012'), '***2', 'what is short gives no four characters away');
});

test('a cell of which nobody said what it holds is masked by its looks; dates and small numbers stay', () => {
  const cases = {
    '2010-12-01 08:26': '2010-12-01 08:26',
    '536365': '536365',
    '9.90': '9.90',
    王小明: '王**',
    '138 0000 1234': '138****1234',
  };
  for (const [cell, shown] of Object.entries(cases)) assert.equal(maskedCell(cell), shown, cell);
});

test('what masks an answer follows its schema to whatever is marked, and leaves all else', () => {
  const mask = maskOf(
    z.object({ items: z.array(memberRow.pick({ id: true, name: true, phone: true })), count: z.int() }),
  )!;
  const items = [{ id: '1', name: '王小明', phone: null }];
  assert.deepEqual(mask({ items, count: 1 }), { items: [{ id: '1', name: '王**', phone: null }], count: 1 });
  assert.equal(maskOf(z.object({ id: z.string() })), undefined);
  assert.ok(maskOf(orderView));
  assert.throws(() => maskOf(z.union([memberRow, z.string()])), /union/);
  assert.equal(maskOf(personal('hidden', z.unknown()))!('x'), '***');
});
