import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import type { Page, Request } from 'playwright-core';
import { enter, openShop } from './shop.ts';
import { invite, made } from './staff.ts';

const shop = await openShop();

/** A file of orders, one line of it with a fault. */
async function importOf(lines: readonly string[], start: boolean): Promise<string> {
  const content = Buffer.from(['order,sku,name,quantity,price,date,phone', ...lines].join('\n'));
  const answer = await fetch(`${shop.url}/api/imports?fileName=orders.csv&start=${String(start)}`, {
    method: 'POST',
    headers: { authorization: shop.authorization, 'content-type': 'text/csv' },
    body: content,
  });
  const { id } = (await answer.json()) as { id: string };
  return id;
}
const lines = [
  'F-1,N-1,Cream,1,60.00,2026-01-05 10:00:00,13500000001',
  'F-2,N-1,Cream,x,60.00,2026-01-05 10:00:00,13500000001',
];
const mapping = await importOf(lines, false);
const done = await importOf(lines, true);
const first = async (path: string) => {
  const { items } = (await (await shop.api('GET', path)).json()) as { items: { id: string }[] };
  return items[0]?.id ?? '';
};
const member = await first('/api/members?search=13800000001');
const order = await first('/api/orders?number=M-2001');

/** Somebody who may look at settings only, a role of the shop's own, and a key. */
const { invitation } = await invite(
  shop,
  'Wu Min',
  'wu.min.of.the.lakeside.store@a-shop-with-a-long-name.example.com',
  'auditor',
);
await made(shop, 'PUT', '/api/roles/cashier', { name: 'Cashier', permissions: ['members.read', 'points.write'] });
await made(shop, 'POST', '/api/keys', { name: 'Till of the lakeside store', permissions: ['orders.write'] });

/** A text that members consent to, and one who did. */
const policy = { code: 'marketing', text: 'We send offers.', asksAgain: false };
await made(shop, 'POST', '/api/policies', policy);
await made(shop, 'PUT', `/api/members/${member}/consents`, {
  consents: [
    { purpose: 'marketing', channel: 'sms', decision: 'given' },
    { purpose: 'marketing', channel: 'email', decision: 'given' },
    { purpose: 'personalisation', decision: 'withdrawn' },
  ],
  policy: { code: 'marketing', version: 1 },
  source: 'miniprogram',
  shown: 'I would like to be sent offers',
  address: '203.0.113.7',
  device: 'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X)',
});
await made(shop, 'POST', '/api/policies', { ...policy, text: 'We and others send offers.', asksAgain: true });

/** Tags that the member has, and one that the member does not want. */
for (const [code, nameEn, isShown] of [
  ['likes-tea', 'Buys tea for the whole family all year round', true],
  ['complained', 'Complained', false],
  ['gifts', 'Buys gifts', true],
] as const) {
  await made(shop, 'PUT', `/api/tags/${code}`, { name: code, nameEn, isShown });
  const reason = 'told us at the counter of the lakeside store';
  await made(shop, 'PUT', `/api/members/${member}/tags/${code}`, { reason });
}
await shop.api('DELETE', `/api/members/${member}/own-tags/gifts`);

/** What waits for approval. */
await made(shop, 'PUT', '/api/approvals/rules/roles.change', { approvers: 1 });
const { approval } = await made<{ approval: string }>(shop, 'PUT', '/api/roles/cashier', {
  name: 'Cashier of the lakeside store',
  permissions: ['members.read', 'members.write', 'points.write', 'orders.read', 'insight.read', 'imports.read'],
});
await made(shop, 'PUT', '/api/approvals/rules/roles.change', { approvers: 0 });

/** Every screen, with what opens over it. */
const screens: Readonly<Record<string, string>> = {
  home: '/',
  'home of a year': '/?period=12m',
  'home without data': '/?from=2020-01-01&to=2020-01-31',
  members: '/members',
  'no members': '/members?search=nobody-at-all',
  'filtered members': '/members?tier=silver&gender=male&channel=pos&minSpentMinor=1&minPoints=1',
  'members behind a figure': '/members?set=active&from=2026-01-01&to=2030-01-31&currency=CNY',
  timeline: `/members/${member}`,
  points: `/members/${member}?tab=points`,
  'orders of a member': `/members/${member}?tab=orders`,
  'consents of a member': `/members/${member}?tab=consents`,
  'no such member': '/members/999999',
  orders: '/orders',
  order: `/orders?open=${order}`,
  'filtered orders': '/orders?status=paid&channel=pos&from=2026-01-01&to=2030-01-01',
  imports: '/imports',
  'new import': '/imports/new',
  mapping: `/imports/${mapping}`,
  report: `/imports/${done}`,
  staff: '/settings/staff',
  'nobody found': '/settings/staff?search=nobody&role=service&state=invited',
  stores: '/settings/stores',
  tags: '/settings/tags',
  'members with a tag': '/members?tag=likes-tea',
  roles: '/settings/roles',
  'one role': '/settings/roles?role=cashier',
  keys: '/settings/keys',
  'sign-in rules': '/settings/sign-in',
  privacy: '/settings/privacy',
  fields: '/settings/privacy/fields',
  requests: '/settings/privacy/requests',
  handling: '/settings/privacy/handling',
  assessments: '/settings/privacy/assessments',
  register: '/settings/privacy/register',
  incidents: '/settings/privacy/incidents',
  backups: '/settings/backups',
  audit: '/settings/audit',
  'filtered audit': `/settings/audit?by=key:bootstrap&action=member.upsert&object=member:${member}&from=2026-01-01&to=2030-01-01`,
  'nothing in the audit': '/settings/audit?object=member:404',
  'audit of a member': `/members/${member}?tab=audit`,
  approvals: '/approvals',
  'approvals asked': '/approvals?show=own',
  'approvals over': '/approvals?show=over',
  approval: `/approvals/${approval}`,
  'approval rules': '/settings/approvals',
  account: '/account',
  accept: `/accept?token=${invitation.token}`,
  'accept without a token': '/accept',
  'no such page': '/nowhere',
};

const asked = new WeakMap<Page, Set<Request>>();

/** From here on it is known what the page has asked for and not yet got. */
function watchRequests(page: Page): void {
  const open = new Set<Request>();
  asked.set(page, open);
  page.on('request', (request) => void open.add(request));
  page.on('requestfinished', (request) => void open.delete(request));
  page.on('requestfailed', (request) => void open.delete(request));
}

/** Opens an address, all of it anew; what it shows then needs nothing more. */
async function settled(page: Page, address: string) {
  await page.goto(address);
  await shown(page);
}

/** Follows a link to an address within the admin, which is much cheaper than to load all of it anew. */
async function followed(page: Page, address: string) {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, address);
  await shown(page);
}

/** Until the page has drawn twice in a row with nothing left to wait for. */
async function shown(page: Page) {
  for (let quiet = 0; quiet < 3;) {
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    quiet = asked.get(page)?.size === 0 ? quiet + 1 : 0;
  }
  await page.getByRole('main').getByRole('heading').or(page.getByRole('main').getByRole('link')).first().waitFor();
}

const windows = [
  { width: 1366, height: 768 },
  // A phone.
  { width: 390, height: 844 },
  // A common screen at 200 %.
  { width: 683, height: 384 },
];

/** Looks whether what stands there now fits every window. */
async function widths(page: Page, name: string): Promise<string[]> {
  const wide: string[] = [];
  for (const window of windows) {
    await page.setViewportSize(window);
    // Charts and tables measure themselves a moment after the window has changed.
    const fits = () => document.documentElement.scrollWidth <= innerWidth;
    await page.waitForFunction(fits, null, { timeout: 3000 }).catch(() => undefined);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > window.width) wide.push(`${name} is ${width} wide in a window of ${window.width}`);
  }
  await page.setViewportSize(windows[0] ?? { width: 1366, height: 768 });
  return wide;
}

shop.test('in Chinese no screen is wider than a desk, a phone, or a screen at twice the size', {}, async (page) => {
  watchRequests(page);
  await enter(page);
  const wide: string[] = [];
  for (const [name, address] of Object.entries(screens)) {
    await followed(page, address);
    wide.push(...(await widths(page, name)));
  }
  assert.deepEqual(wide, []);
});

/** Names that the shop's own data holds. */
const data = /王\*\*|[李陈赵]\*|有机奶粉 900g|纯棉湿巾|母婴|湖滨店|尺码不合|店主?/g;

/** Words of our own that stay: the other language is named in itself. */
const own = /中文/g;

shop.test(
  'in English every screen fits as well, and has no Chinese left but for what the shop itself wrote',
  {},
  async (page) => {
    watchRequests(page);
    await enter(page);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    const left: string[] = [];
    const look = async (name: string) => {
      // What is read aloud and what is shown on hover is part of the screen.
      const texts = await page.evaluate(() => [
        document.title,
        document.body.innerText,
        ...[...document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')].flatMap((one) =>
          ['aria-label', 'title', 'placeholder', 'alt'].map((attribute) => one.getAttribute(attribute) ?? ''),
        ),
      ]);
      left.push(...(await widths(page, name)));
      for (const text of texts) {
        const rest = text.replaceAll(data, '').replaceAll(own, '');
        const found = /.{0,20}\p{Script=Han}.{0,20}/u.exec(rest);
        if (found !== null) left.push(`${name}: ${found[0]}`);
      }
    };
    for (const [name, address] of Object.entries(screens)) {
      await followed(page, address);
      await look(name);
    }
    const opened = async (name: string, address: string, press: () => Promise<void>) => {
      // What was opened before goes with its page.
      await followed(page, '/nowhere');
      await followed(page, address);
      await press();
      await page.getByRole('dialog').first().waitFor();
      await look(name);
    };
    const button = (name: RegExp | string) => () => page.getByRole('button', { name }).first().click();
    await opened('period', '/', button('Custom'));
    await opened('columns', '/members', button('Columns'));
    await opened('export', '/members', button('Export'));
    await opened('filters', '/members', button('Add filter'));
    await opened('new member', '/members', button('New member'));
    await opened('granting points', `/members/${member}`, button(/Grant/));
    await opened('editing', `/members/${member}`, button(/Edit/));
    await opened('order filters', '/orders', button('Add filter'));
    await opened('inviting', '/settings/staff', button('Invite somebody'));
    await opened('editing staff', '/settings/staff', button('Edit'));
    await opened('disabling', '/settings/staff', async () => {
      await page.getByRole('button', { name: 'More actions: Wu Min' }).click();
      await page.getByRole('menuitem', { name: 'Disable' }).click();
    });
    await opened('new store', '/settings/stores', button('Add a store'));
    await opened('new tag', '/settings/tags', button('New tag'));
    await opened('adding a tag', `/members/${member}`, button('Add'));
    await opened('removing a tag', `/members/${member}`, button('Remove tag: Complained'));
    await opened('allowing a tag', `/members/${member}`, button('Allow the tag again: Buys gifts'));
    await opened('new role', '/settings/roles', button('New role'));
    await opened('ready role', '/settings/roles', button('Open role: Owner'));
    await opened('role of one’s own', '/settings/roles', button('Open role: Cashier'));
    await opened('issuing a key', '/settings/keys', button('Issue a key'));
    await opened('rotating a key', '/settings/keys', async () => {
      await page.getByRole('button', { name: /^More actions/ }).click();
      await page.getByRole('menuitem', { name: 'Rotate' }).click();
    });
    await page.getByRole('button', { name: 'Rotate', exact: true }).click();
    await page.getByText('The secret is shown only now').waitFor();
    await look('secret');
    await opened('reading a policy', '/settings/privacy', button(/^Read: Marketing consent, version 2/));
    await page.getByText('We and others send offers.').waitFor();
    await look('a policy');
    await opened('publishing', '/settings/privacy', button('Publish a version'));
    await opened('recording a consent', `/members/${member}?tab=consents`, async () => {
      await page.getByRole('switch', { name: 'Marketing messages (SMS)' }).click();
    });
    await opened('audit filters', '/settings/audit', button('Add filter'));
    // Over every page, and so not gone with one.
    await opened('approval rule', '/settings/approvals', button('Approval: Grant points'));
    await opened('engine', '/', button(/lag/));
    await settled(page, '/');
    await opened('account', '/', button(/^Account/));
    await settled(page, '/settings/audit?action=member.upsert');
    await page
      .getByRole('button', { name: /^Details/ })
      .first()
      .click();
    await page.getByRole('row', { name: /^name/ }).waitFor();
    await look('audit details');
    await settled(page, '/');
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    await look('sign-in');
    await page.goto(`/accept?token=${invitation.token}`);
    await page.getByRole('textbox', { name: 'Password' }).fill('a long enough sentence');
    await page.getByRole('button', { name: 'Set password and sign in' }).click();
    await page.getByRole('heading', { name: 'Staff' }).waitFor();
    await look('staff for an auditor');
    await page.goto('/members');
    await page.getByText('This page is not open to you').waitFor();
    await look('no access');
    await page.goto(`/accept?token=${invitation.token}`);
    await page.getByRole('textbox', { name: 'Password' }).fill('a long enough sentence');
    await page.getByRole('button', { name: 'Set password and sign in' }).click();
    await page.getByText('This link is not good any more').waitFor();
    await look('a used link');
    assert.deepEqual([...new Set(left)], []);
  },
);
