import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Approval, ApprovalKind, AuditEntry } from '@shuke/contract';
import { checkTrail } from '../../src/check-books.ts';
import { openStaff } from '../../src/modules/access/index.ts';
import { OWNER, type Reply, assertProblem, openShop, order, phone } from '../shop.ts';
import { type Browser, openDoor } from '../staff.ts';

const shop = await openShop();
await openStaff(shop.pool).createOwner(OWNER.email, OWNER.password);
const { ok, put } = shop;
const { browserOf, hire, signIn } = openDoor(shop);
const owner = browserOf(await signIn(OWNER.email, OWNER.password));
const [asker, first, second, viewer] = [
  await hire('admin'),
  await hire('admin'),
  await hire('admin'),
  await hire('operator'),
];

const rule = (kind: ApprovalKind, approvers: number, more: object = {}) =>
  ok(owner('PUT', `/api/approvals/rules/${kind}`, { approvers, ...more }));

/** Under this rule for one test; nothing asks for approval afterwards. */
async function under<T>(kind: ApprovalKind, approvers: number, run: () => Promise<T>, more: object = {}): Promise<T> {
  await rule(kind, approvers, more);
  try {
    return await run();
  } finally {
    await rule(kind, 0);
  }
}

async function deferred(reply: Promise<Reply>): Promise<string> {
  const { status, body, text } = await reply;
  assert.equal(status, 202, text);
  return body.approval as string;
}
const look = (id: string, as: Browser = owner): Promise<Approval> => ok(as('GET', `/api/approvals/${id}`));
const say = (as: Browser, id: string, what: string, body: object = {}, headers = {}) =>
  as('POST', `/api/approvals/${id}/${what}`, body, headers);
const approve = (as: Browser, id: string, version = 1) => say(as, id, 'approve', { version });
const show = async (as: Browser, which: string): Promise<string[]> =>
  (await ok(as('GET', `/api/approvals?show=${which}`))).items.map((one: Approval) => one.id);
const trail = async (query: string): Promise<AuditEntry[]> => {
  await shop.engine.settle();
  return (await ok(owner('GET', `/api/audit?${query}`))).items;
};

async function joined(name = '王') {
  const number = phone();
  const { id } = await ok(put('/api/members', { phone: number, name }));
  return { id: id as string, phone: number };
}
const nameOf = async (id: string): Promise<string> => (await ok(shop.get(`/api/members/${id}`))).name;
const edit = (as: Browser, { phone: number }: { phone: string }, more: object, headers = {}) =>
  as('PUT', '/api/members', { phone: number, ...more }, headers);

test('an edit of a member waits with what it would change, and the approval carries it out at once, told with both names (D15)', () =>
  under('members.edit', 1, async () => {
    const member = await joined();
    const id = await deferred(edit(asker.as, member, { name: '王小明' }));
    assert.equal(await nameOf(member.id), '王');
    const asked = await look(id, first.as);
    const field = { object: `member:${member.id}`, field: 'name' };
    assert.deepEqual(asked.changes, [{ ...field, before: '***', after: '王**' }], 'masked for people');
    const inClear = await ok(shop.get(`/api/approvals/${id}`));
    assert.deepEqual(inClear.changes, [{ ...field, before: '王', after: '王小明' }]);
    assert.deepEqual([asked.state, asked.by.name, asked.mayDecide, asked.isOwn], ['open', asker.email, true, false]);
    assert.equal((await ok(first.as('GET', '/api/approvals/count'))).toDecide, 1);
    assert.equal((await ok(asker.as('GET', '/api/approvals/count'))).toDecide, 0);
    assert.deepEqual([await show(first.as, 'open'), await show(asker.as, 'own')], [[id], [id]]);
    await ok(say(asker.as, id, 'comment', { comment: '客户来电更名' }));
    const done = await ok(say(first.as, id, 'approve', { version: 1, comment: '已核对' }));
    assert.deepEqual([done.state, done.approvedBy], ['done', [first.email]]);
    assert.deepEqual(
      done.steps.map(({ did, comment }: Approval['steps'][number]) => [did, comment]),
      [
        ['asked', null],
        ['said', '客户来电更名'],
        ['approved', '已核对'],
        ['done', null],
      ],
    );
    assert.equal(await nameOf(member.id), '王小明');
    const [approval, change, , ask] = await trail(`object=approval:${id}`);
    assert.deepEqual(
      [change!.action, change!.by.name, change!.objects],
      ['member.upsert', asker.email, [`member:${member.id}`, `approval:${id}`]],
    );
    assert.deepEqual(
      [approval!.action, approval!.by.name, approval!.reason],
      ['approval.approve', first.email, '已核对'],
    );
    assert.ok(approval!.changes.some(({ field, before }) => field === 'askedBy' && before === asker.email));
    assert.deepEqual([ask!.action, ask!.by.name], ['approval.ask', asker.email]);
    assert.deepEqual(await show(first.as, 'open'), []);
  }));

test('who approves sees what would change in clear for a reason, which the trail of the member has', () =>
  under('members.edit', 1, async () => {
    const member = await joined();
    const id = await deferred(edit(asker.as, member, { name: '王小明' }));
    assertProblem(await say(first.as, id, 'reveal'), 400, 'request.invalid');
    // The role that only looks on reveals nobody.
    assertProblem(await say(viewer.as, id, 'reveal', { reason: '核对' }), 403, 'auth.forbidden');
    const { changes } = await ok(say(first.as, id, 'reveal', { reason: '核对更名' }));
    assert.deepEqual(changes, [{ object: `member:${member.id}`, field: 'name', before: '王', after: '王小明' }]);
    const [told] = await trail(`object=member:${member.id}`);
    assert.deepEqual([told!.action, told!.by.name, told!.reason], ['member.reveal', first.email, '核对更名']);
    assert.equal((await look(id, first.as)).changes[0]!.after, '王**', 'and masked again');
    await ok(say(asker.as, id, 'withdraw'));
  }));

test('who joins, what systems send, and what changes nothing goes through', () =>
  under('members.edit', 1, async () => {
    const member = await joined();
    assert.equal((await edit(asker.as, { phone: phone() }, { name: '新会员' })).status, 200);
    assert.equal((await put('/api/members', { phone: member.phone, name: '李' })).status, 200);
    assert.equal((await edit(asker.as, member, { name: '李' })).status, 200);
    assertProblem(await edit(asker.as, member, { phone: 'x' }), 422, 'member.identifier-invalid');
  }));

test('nobody approves their own, keys never, and who may not decide or not see it neither', () =>
  under('members.edit', 1, async () => {
    const member = await joined();
    const id = await deferred(edit(asker.as, member, { name: '赵' }));
    assertProblem(await approve(asker.as, id), 403, 'approval.own');
    assertProblem(await say(asker.as, id, 'refuse'), 403, 'approval.own');
    assertProblem(await approve(viewer.as, id), 403, 'auth.forbidden');
    const byKey = await shop.post(`/api/approvals/${id}/approve`, { version: 1 });
    assertProblem(byKey, 403, 'auth.forbidden');
    await ok(put('/api/roles/blind', { name: '只审批', permissions: ['approvals.read', 'approvals.decide'] }));
    const blind = await hire('blind');
    assertProblem(await blind.as('GET', `/api/approvals/${id}`), 404, 'approval.unknown');
    assertProblem(await approve(blind.as, id), 403, 'auth.forbidden');
    assertProblem(await say(first.as, id, 'withdraw'), 403, 'auth.forbidden');
    assert.equal((await look(id)).state, 'open');
    const refused = await ok(say(first.as, id, 'refuse', { comment: '没有凭证' }));
    assert.equal(refused.state, 'refused');
    assertProblem(await approve(second.as, id), 409, 'approval.over');
    assert.equal(await nameOf(member.id), '王');
  }));

test('two approvers are two different people, and two who press at the same instant count once each', () =>
  under('members.edit', 2, async () => {
    const member = await joined();
    const id = await deferred(edit(asker.as, member, { name: '钱' }));
    const again = await Promise.all([approve(first.as, id), approve(first.as, id)]);
    assert.deepEqual(new Set(again.map(({ status }) => status)), new Set([200, 409]));
    assertProblem(
      again.find(({ status }) => status === 409)!,
      409,
      'approval.twice',
    );
    assert.deepEqual([(await look(id)).state, await nameOf(member.id)], ['open', '王']);
    const both = await Promise.all([approve(second.as, id), approve(owner, id)]);
    assert.deepEqual(new Set(both.map(({ status }) => status)), new Set([200, 409]));
    const done = await look(id);
    assert.deepEqual([done.state, done.approvedBy.length, await nameOf(member.id)], ['done', 2, '钱']);
  }));

test('who approved and may not any more does not count, and neither is done what who asked may not any more', () =>
  under('members.edit', 2, async () => {
    const member = await joined();
    const [gone, clerk] = [await hire('admin'), await hire('service')];
    const role = (who: typeof gone, code: string) =>
      ok(put(`/api/staff/${who.id}`, { name: who.name, role: code, isDisabled: false }));
    const id = await deferred(edit(clerk.as, member, { name: '孙' }));
    await ok(approve(gone.as, id));
    await role(gone, 'operator');
    assert.equal((await ok(approve(first.as, id))).state, 'open');
    await role(clerk, 'operator');
    const failed = await ok(approve(second.as, id));
    assert.deepEqual([failed.state, failed.problem.code, await nameOf(member.id)], ['failed', 'auth.forbidden', '王']);
  }));

test('approve and withdraw at the same instant come to one end', () =>
  under('members.edit', 1, async () => {
    const member = await joined();
    const id = await deferred(edit(asker.as, member, { name: '周' }));
    const both = await Promise.all([approve(first.as, id), say(asker.as, id, 'withdraw')]);
    assert.deepEqual(new Set(both.map(({ status }) => status)), new Set([200, 409]));
    const isDone = (await look(id)).state === 'done';
    assert.equal(await nameOf(member.id), isDone ? '周' : '王');
  }));

test('what has changed since it was looked at is shown anew, and is not approved by what was said before', () =>
  under('members.edit', 2, async () => {
    const member = await joined();
    const id = await deferred(edit(asker.as, member, { name: '吴' }));
    await ok(approve(first.as, id));
    await ok(put('/api/members', { phone: member.phone, name: '郑和' }));
    assertProblem(await approve(second.as, id), 409, 'approval.changed');
    const anew = await look(id);
    assert.deepEqual([anew.version, anew.approvedBy, anew.changes[0]!.before], [2, [], '郑*']);
    assertProblem(await approve(second.as, id, 1), 409, 'approval.changed');
    await ok(approve(second.as, id, 2));
    assert.equal((await ok(approve(first.as, id, 2))).state, 'done');
  }));

test('it expires by itself, and what expired can be asked for anew', () =>
  under(
    'members.edit',
    1,
    async () => {
      const member = await joined();
      const id = await deferred(edit(asker.as, member, { name: '冯' }));
      shop.clock.set(shop.clock.now() + 3_600_000);
      assertProblem(await approve(first.as, id), 409, 'approval.over');
      await shop.engine.settle();
      assert.equal((await look(id)).state, 'expired');
      const [expired] = await trail(`object=approval:${id}`);
      assert.deepEqual([expired!.action, expired!.by.id], ['approval.expire', 'engine']);
      assert.equal(await nameOf(member.id), '王');
    },
    { hours: 1 },
  ));

test('a key answers the same again: the asking, the approving, and another body is refused', () =>
  under('members.edit', 1, async () => {
    const member = await joined();
    const key = { 'idempotency-key': 'k' };
    const id = await deferred(edit(asker.as, member, { name: '陈' }, key));
    assert.equal(await deferred(edit(asker.as, member, { name: '陈' }, key)), id);
    assertProblem(await edit(asker.as, member, { name: '褚' }, key), 409, 'key.conflict');
    const one = await ok(say(first.as, id, 'approve', { version: 1 }, key));
    assert.deepEqual(await ok(say(first.as, id, 'approve', { version: 1 }, key)), one);
    assert.equal(await deferred(edit(asker.as, member, { name: '陈' }, key)), id);
    assert.equal((await trail(`object=member:${member.id}&action=member.upsert`)).length, 2);
  }));

test('of a member who is erased nothing waits, and nothing is told of what did', () =>
  under('members.edit', 1, async () => {
    const member = await joined('于无名');
    const [id, other] = [
      await deferred(edit(asker.as, member, { name: '于更名' })),
      await deferred(edit(asker.as, member, { name: '于再改' })),
    ];
    await ok(say(asker.as, id, 'comment', { comment: '于先生来电' }));
    await ok(say(asker.as, other, 'withdraw'));
    await ok(shop.post(`/api/members/${member.id}/erase`, { reason: '本人要求' }));
    for (const one of [await look(id), await look(other)]) assert.doesNotMatch(JSON.stringify(one), /于/);
    const gone = await look(id);
    assert.deepEqual([gone.state, gone.problem!.code], ['failed', 'member.erased']);
    assertProblem(await approve(first.as, id), 409, 'approval.over');
  }));

test('points ask from the size on that the rule names, and are granted once', () =>
  under(
    'points.grant',
    1,
    async () => {
      const member = await joined();
      const grant = (points: number) =>
        asker.as('POST', `/api/members/${member.id}/points`, { points, reason: '补偿' });
      assert.equal((await grant(99)).status, 200);
      const id = await deferred(grant(100));
      assert.equal((await shop.points(member.id)).balance, 99);
      // An order meanwhile changes the balance, and so what the grant would come to.
      await ok(shop.post('/api/orders', order({ member: { phone: member.phone }, totalMinor: 1000 })));
      assertProblem(await approve(first.as, id), 409, 'approval.changed');
      await ok(approve(first.as, id, 2));
      const { balance, entries } = await shop.points(member.id);
      assert.deepEqual([balance, entries.filter(({ kind }) => kind === 'grant').length], [209, 2]);
    },
    { from: 100 },
  ));

test('roles, staff and keys are put to approval too, and what cannot be done any more is not, for that reason', async () => {
  await under('staff.change', 1, async () => {
    const [email, name] = [`new-${phone()}@example.com`, '新人'];
    const invite = () => asker.as('POST', '/api/staff', { email, name, role: 'analyst' });
    const [one, other] = [await deferred(invite()), await deferred(invite())];
    assert.equal((await look(one)).changes[0]!.object, 'staff:new');
    assert.equal((await ok(approve(first.as, one))).state, 'done');
    const failed = await ok(approve(first.as, other));
    assert.deepEqual([failed.state, failed.problem.code], ['failed', 'staff.email-taken']);
    // To shut somebody out is never put off.
    const out = { name: viewer.name, role: 'operator', isDisabled: true };
    assert.equal((await asker.as('PUT', `/api/staff/${viewer.id}`, out)).status, 200);
    assertProblem(await viewer.as('GET', '/api/approvals'), 401, 'auth.required');
  });
  await under('roles.change', 1, async () => {
    const role = { name: '收银', permissions: ['orders.read'] };
    const id = await deferred(asker.as('PUT', '/api/roles/till', role));
    assertProblem(await asker.as('DELETE', '/api/roles/till'), 422, 'role.unknown');
    await ok(approve(first.as, id));
    const { items } = await ok(owner('GET', '/api/roles'));
    assert.ok(items.some(({ code }: { code: string }) => code === 'till'));
  });
  await under('keys.issue', 1, async () => {
    const id = await deferred(asker.as('POST', '/api/keys', { name: '小程序', permissions: ['orders.write'] }));
    await ok(approve(first.as, id));
    const { items } = await ok(owner('GET', '/api/keys'));
    const { key, secret } = await ok(asker.as('POST', `/api/keys/${items[0].id}/rotate`));
    assert.equal(key.name, '小程序');
    const sold = await shop.call('POST', '/api/orders', order(), { apiKey: secret });
    assert.equal(sold.status, 200);
  });
});

test('an export is approved for who asked for it, with the same filters, once, for a day', () =>
  under('members.export', 1, async () => {
    const take = (as: Browser, address: string) => as('GET', address);
    assertProblem(await take(asker.as, '/api/members/export?format=csv'), 403, 'approval.needed');
    const ask = () => deferred(asker.as('POST', '/api/members/export', { search: '王', columns: 'id,name' }));
    const id = await ask();
    const unknown = await asker.as('POST', '/api/members/export', { columns: 'shoe size' });
    assertProblem(unknown, 400, 'request.invalid', 'columns');
    assert.equal((await look(id, asker.as)).download, null);
    assert.equal((await ok(approve(first.as, id))).download, null, 'the file is for who asked');
    const { download } = await look(id, asker.as);
    assertProblem(await take(first.as, download!), 409, 'export.spent');
    assertProblem(await take(asker.as, download!.replace('name', 'name,phone')), 409, 'export.spent');
    const file = await take(asker.as, download!);
    assert.match(file.text, /id,name\r?\n/);
    assertProblem(await take(asker.as, download!), 409, 'export.spent');
    assert.equal((await look(id, asker.as)).download, null);
    const late = await ask();
    await ok(approve(first.as, late));
    const again = (await look(late, asker.as)).download;
    shop.clock.set(shop.clock.now() + 25 * 3_600_000);
    assertProblem(await take(asker.as, again!), 409, 'export.spent');
  }));

test('the rules themselves can be put under approval, and never ask for more people than there are', async () => {
  const { items, deciders } = await ok(owner('GET', '/api/approvals/rules'));
  assert.deepEqual(items.find((one: { kind: string }) => one.kind === 'members.edit').approvers, 0);
  assert.ok(deciders >= 4);
  assertProblem(await asker.as('PUT', '/api/approvals/rules/staff.change', { approvers: 3 }), 400, 'request.invalid');
  assertProblem(
    await asker.as('PUT', '/api/approvals/rules/staff.change', { approvers: 1, from: 5 }),
    400,
    'request.invalid',
    'from',
  );
  await rule('approvals.rules', 1);
  const id = await deferred(asker.as('PUT', '/api/approvals/rules/approvals.rules', { approvers: 0 }));
  const byKey = await deferred(put('/api/approvals/rules/approvals.rules', { approvers: 0 }));
  assertProblem(await approve(asker.as, id), 403, 'approval.own');
  await ok(approve(first.as, id));
  await ok(say(first.as, byKey, 'refuse'));
  await rule('members.edit', 0);
});

test('a rule that nobody could meet is refused', async () => {
  const { items } = await ok(owner('GET', '/api/staff'));
  const admins = items.filter((one: { role: string; state: string }) => one.role === 'admin' && one.state === 'active');
  const disable = (isDisabled: boolean) =>
    Promise.all(
      admins.map((one: { id: string; name: string }) =>
        ok(owner('PUT', `/api/staff/${one.id}`, { name: one.name, role: 'admin', isDisabled })),
      ),
    );
  await disable(true);
  assertProblem(
    await owner('PUT', '/api/approvals/rules/members.edit', { approvers: 2 }),
    409,
    'approval.too-few',
    'approvers',
  );
  assertProblem(await owner('PUT', '/api/approvals/rules/approvals.rules', { approvers: 2 }), 409, 'approval.too-few');
  await disable(false);
});

test('the audit trail of all this is whole', async () => {
  assert.equal((await checkTrail(shop.pool)).breach, undefined);
});
