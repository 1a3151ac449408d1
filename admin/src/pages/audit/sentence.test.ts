import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEntry, Language } from '@shuke/contract';
import { makeFormat } from '../../format/format.ts';
import { approvalWords, auditWords, factWords, fieldRightWords, staffWords } from '../../messages/apart.ts';
import { en } from '../../messages/en.ts';
import { zh } from '../../messages/zh.ts';
import { eachChange, fieldName, valueText, type Speech } from './changes.ts';
import { sentenceOf } from './sentence.ts';
import { subjectOf } from './subject.ts';

const speechIn = (language: Language): Speech => {
  const messages = language === 'en' ? en : zh;
  return {
    messages,
    facts: factWords[language],
    audit: auditWords[language],
    approvals: approvalWords[language],
    rights: fieldRightWords[language],
    staff: staffWords[language],
    format: makeFormat(language, 'Asia/Shanghai'),
    role: (code) => messages.access.roles[code as 'owner'].name,
    tag: (code) => (code === 'likes-tea' ? '爱喝茶' : code),
    channel: (code) => messages.common.channels[code] ?? code,
    person: (email) => (email === 'zhou@example.com' ? '周婷' : email),
  };
};
const [chinese, english] = [speechIn('zh-CN'), speechIn('en')];

type Told = [field: string, before: unknown, after: unknown];
const entry = (action: string, object: string, ...told: Told[]): Pick<AuditEntry, 'action' | 'changes'> => ({
  action,
  changes: told.map(([field, before, after]) => ({ object, field, before, after })),
});
function said(one: Pick<AuditEntry, 'action' | 'changes'>, what: string, speech = chinese): string {
  const { template, values } = sentenceOf(one, speech);
  const places: Readonly<Record<string, string>> = { ...values, who: '店主', what };
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => places[name] ?? '');
}

test('a change of one field says what it was and what it became, with names for codes', () => {
  const role = entry('staff.change', 'staff:2', ['role', 'analyst', 'service']);
  assert.equal(said(role, ' 李'), '店主 把 李 的角色从 分析师 改为 客服');
  assert.equal(said(role, 'Li', english), '店主 changed the role of Li from Analyst to Customer service');
  const name = entry('member.upsert', 'member:1', ['name', '王', '王小明']);
  assert.equal(said(name, '会员 王小明'), '店主 把会员 王小明 的姓名从 王 改为 王小明');
  const gender = entry('member.upsert', 'member:1', ['gender', 'male', null]);
  assert.equal(said(gender, '会员 王小明'), '店主 清空了会员 王小明 的性别，原为 男');
});

test('how long data is kept is told in days, or as for good', () => {
  const kept = entry('retention.set', 'retention:uploads', ['days', 30, null]);
  assert.equal(said(kept, '“上传的文件”的保存期限'), '店主 把“上传的文件”的保存期限从 30 天 改为 一直保留');
  assert.equal(said(kept, 'how long it is kept', english), '店主 changed how long it is kept from 30 days to for good');
});

test('tags are told by their names', () => {
  const put = entry('tag.put', 'member:1', ['tag.likes-tea', null, 'held']);
  assert.equal(said(put, '会员 王小明'), '店主 给会员 王小明 添加了标签 爱喝茶');
  assert.equal(said(put, 'member Wang', english), '店主 added the tag 爱喝茶 to member Wang');
});

test('of who was erased it is told that they were changed, and no more', () => {
  assert.equal(said(entry('member.upsert', 'member:1'), '会员 1（已注销）'), '店主 新建或修改了会员 1（已注销）');
});

test('several fields, and lists, are told by the names of the fields', () => {
  const both = entry('member.upsert', 'member:1', ['name', '王', '李'], ['attributes', {}, { note: '常客' }]);
  assert.equal(said(both, '会员 李'), '店主 修改了会员 李 的姓名、备注');
  const permissions = entry('role.save', 'role:a', ['permissions', ['orders.read'], ['members.read']]);
  assert.equal(said(permissions, '角色 收银'), '店主 修改了角色 收银 的权限');
  const [change] = permissions.changes;
  assert.equal(valueText('permissions', change?.after, chinese), '查看会员');
});

test('what was not there before was made, and not changed', () => {
  const member = entry('member.upsert', 'member:1', ['name', null, '王'], ['attributes', null, {}]);
  assert.equal(said(member, '会员 王'), '店主 新建了会员 王');
  const role = entry('role.save', 'role:a', ['name', null, '收银'], ['permissions', null, ['orders.read']]);
  assert.equal(said(role, '角色 收银'), '店主 新建了角色 收银');
});

test('a grant says how many points, and who is disabled is told as that', () => {
  assert.equal(
    said(entry('points.grant', 'member:1', ['balance', 5, 12]), '会员 王小明'),
    '店主 发放了 7 积分给会员 王小明',
  );
  assert.equal(said(entry('staff.change', 'staff:2', ['isDisabled', false, true]), ' 李'), '店主 停用了 李');
});

test('to who may not see members, the trail says what was done, but neither values nor points', () => {
  const edit = entry('member.upsert', 'member:1', ['name', null, null], ['attributes', null, null]);
  assert.equal(said(edit, '会员 1'), '店主 新建或修改了会员 1：姓名、其他资料');
  assert.equal(said(entry('points.grant', 'member:1', ['balance', null, null]), '会员 1'), '店主 发放了积分给会员 1');
});

test('an approval is told with who asked for it and what it is about', () => {
  const asker = ['askedBy', 'zhou@example.com', 'zhou@example.com'] as const;
  const kind = ['kind', 'members.edit', 'members.edit'] as const;
  const done = entry('approval.approve', 'approval:17', ['state', 'open', 'done'], [...asker], [...kind]);
  assert.equal(said(done, '审批 17'), '店主 批准了 周婷 提交的审批 17：修改会员资料');
  const filters = valueText('address', '/api/members/export?columns=name,phone&sort=joinedAt&tier=gold', english);
  assert.equal(filters, 'columns Member, Phone · tier gold');
});

test('calls have sentences too, and what is not known falls back to its code', () => {
  assert.equal(said(entry('GET /api/members/export', '/api/members/export'), ''), '店主 导出了会员名单');
  assert.equal(said(entry('session.opened', 'staff:1'), ''), '店主 登录了');
  assert.equal(said(entry('coupon.issue', 'coupon:1'), 'coupon:1'), '店主 做了 coupon.issue：coupon:1');
});

test('attributes are told one by one, and what is empty is called so', () => {
  const { changes } = entry('member.upsert', 'member:1', ['attributes', { note: 'a', source: 'b' }, { note: 'a' }]);
  const [change, ...others] = eachChange(changes);
  assert.ok(change !== undefined && others.length === 0);
  assert.equal(fieldName(change, chinese), '来源');
  assert.equal(valueText(change.field, change.after, chinese), '（空）');
});

test('an object, or the address of a call, names what it is about', () => {
  assert.deepEqual(subjectOf('member:10001'), { kind: 'member', id: '10001' });
  assert.deepEqual(subjectOf('/api/imports/3/run'), { kind: 'import', id: '3' });
  assert.equal(subjectOf('/api/members/export'), null);
  assert.equal(subjectOf('/api/sessions/none'), null);
});
