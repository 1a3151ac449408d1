import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paths } from './paths.ts';

test('every address of the admin is known and stays what bookmarks say', () => {
  const shown = {
    signIn: [paths.signIn(), paths.signIn('/members?tier=gold')],
    home: [
      paths.home(),
      paths.home({ period: '7d', step: 'day' }),
      paths.home({ of: ['region:华东', 'store:A, B'] }),
      paths.home({ from: '2010-12-01', to: '2011-12-09', currency: 'GBP' }),
    ],
    members: [
      paths.members(),
      paths.members({ search: '王 小明', tier: 'gold', sort: 'spent', order: 'desc' }),
      paths.members({ set: 'active', from: '2026-10-22', to: '2026-11-20', currency: 'CNY' }),
    ],
    member: [paths.member('7'), paths.member('7', 'points')],
    orders: [
      paths.orders(),
      paths.orders({ status: 'paid', open: '12' }),
      paths.orders({ set: 'channel', value: 'pos' }),
    ],
    imports: [paths.imports()],
    newImport: [paths.newImport()],
    import: [paths.import('3'), paths.import('3', 'mapping')],
    approvals: [paths.approvals(), paths.approvals({ show: 'own' })],
    approval: [paths.approval('17')],
    settings: [paths.settings()],
    staff: [paths.staff(), paths.staff({ search: '李', role: 'service', state: 'active' })],
    roles: [paths.roles(), paths.roles({ role: 'cashier' })],
    keys: [paths.keys(), paths.keys({ show: 'all' })],
    signInRules: [paths.signInRules()],
    audit: [paths.audit(), paths.audit({ by: 'staff:1', object: 'member:10001', from: '2026-11-01' })],
    privacy: [paths.privacy()],
    tags: [paths.tags()],
    fields: [paths.fields()],
    backups: [paths.backups()],
    stores: [paths.stores()],
    requests: [paths.requests(), paths.requests({ show: 'done', kind: 'copy', open: '5' })],
    handling: [paths.handling()],
    assessments: [paths.assessments()],
    register: [paths.register()],
    incidents: [paths.incidents(), paths.incidents({ open: '5' })],
    approvalRules: [paths.approvalRules()],
    account: [paths.account()],
    accept: [paths.accept('a-b_c')],
    apiDocs: [paths.apiDocs()],
  } satisfies Record<keyof typeof paths, string[]>;
  assert.deepEqual(shown, {
    signIn: ['/sign-in', '/sign-in?next=%2Fmembers%3Ftier%3Dgold'],
    home: [
      '/',
      '/?period=7d&step=day',
      '/?of=region%3A%E5%8D%8E%E4%B8%9C&of=store%3AA%2C+B',
      '/?from=2010-12-01&to=2011-12-09&currency=GBP',
    ],
    members: [
      '/members',
      '/members?search=%E7%8E%8B+%E5%B0%8F%E6%98%8E&tier=gold&sort=spent&order=desc',
      '/members?set=active&from=2026-10-22&to=2026-11-20&currency=CNY',
    ],
    member: ['/members/7', '/members/7?tab=points'],
    orders: ['/orders', '/orders?status=paid&open=12', '/orders?set=channel&value=pos'],
    imports: ['/imports'],
    newImport: ['/imports/new'],
    import: ['/imports/3', '/imports/3?step=mapping'],
    approvals: ['/approvals', '/approvals?show=own'],
    approval: ['/approvals/17'],
    settings: ['/settings'],
    staff: ['/settings/staff', '/settings/staff?search=%E6%9D%8E&role=service&state=active'],
    roles: ['/settings/roles', '/settings/roles?role=cashier'],
    keys: ['/settings/keys', '/settings/keys?show=all'],
    signInRules: ['/settings/sign-in'],
    audit: ['/settings/audit', '/settings/audit?by=staff%3A1&object=member%3A10001&from=2026-11-01'],
    privacy: ['/settings/privacy'],
    tags: ['/settings/tags'],
    fields: ['/settings/privacy/fields'],
    backups: ['/settings/backups'],
    stores: ['/settings/stores'],
    requests: ['/settings/privacy/requests', '/settings/privacy/requests?show=done&kind=copy&open=5'],
    handling: ['/settings/privacy/handling'],
    assessments: ['/settings/privacy/assessments'],
    register: ['/settings/privacy/register'],
    incidents: ['/settings/privacy/incidents', '/settings/privacy/incidents?open=5'],
    approvalRules: ['/settings/approvals'],
    account: ['/account'],
    accept: ['/accept?token=a-b_c'],
    apiDocs: ['/docs'],
  });
});

test('an address keeps what people type apart from what it means', () => {
  assert.equal(paths.members({ search: 'a&tier=gold' }), '/members?search=a%26tier%3Dgold');
  assert.equal(paths.member('../orders'), '/members/..%2Forders');
});
