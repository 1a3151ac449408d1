import type { MemberRow } from '@shuke/contract';
import { openZone } from '../server/src/platform/zone.ts';
import type { ServerChild } from './server-child.ts';

/** One screen, or one way to use it, as the calls that its page makes. */
export interface Screen {
  readonly name: string;
  /** The i-th time; where it says "anew" nothing that was computed before can be used again. */
  call(i: number): Promise<unknown>;
}

interface Page {
  readonly items: readonly MemberRow[];
  readonly nextCursor: string | null;
}

const zone = openZone('Asia/Shanghai');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far "a deep page" is. */
const DEEP_PAGES = 20;

export async function screens(server: ServerChild): Promise<Screen[]> {
  const get = <T = unknown>(path: string, query: Readonly<Record<string, string | number>> = {}) =>
    server.call<T>(
      'GET',
      `${path}?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`,
    );
  const now = Date.now();
  /** Ends `hours` ago, within a day as a rule, so that each call asks for another period. */
  const period: PeriodOf = (days, hours = 0) => ({
    from: new Date(now - hours * HOUR_MS - days * DAY_MS).toISOString(),
    until: new Date(now - hours * HOUR_MS).toISOString(),
  });
  /** Whole days of the shop's calendar, as the admin asks; the last lies so many days ago. */
  const wholeDays: PeriodOf = (days, ago = 0) => {
    const until = zone.dayOf(now) + 1 - ago;
    return {
      from: new Date(zone.startOf(until - days)).toISOString(),
      until: new Date(zone.startOf(until)).toISOString(),
    };
  };
  const sample = await sampleMembers(get);
  const someone = (i: number) => sample[i % sample.length]!;
  return [
    ...insightScreens(get, period, wholeDays),
    ...listScreens(get, someone, await deepCursors(get)),
    {
      name: 'member page: member, timeline, points, orders',
      call: (i) => {
        const { id } = someone(i);
        return Promise.all([
          get(`/api/members/${id}`),
          get(`/api/members/${id}/timeline`, { limit: 50 }),
          get(`/api/members/${id}/points`),
          get('/api/orders', { member: id }),
        ]);
      },
    },
  ];
}

type Get = <T = unknown>(path: string, query?: Readonly<Record<string, string | number>>) => Promise<T>;
type PeriodOf = (days: number, ago?: number) => { readonly from: string; readonly until: string };

function insightScreens(get: Get, period: PeriodOf, wholeDays: PeriodOf): Screen[] {
  const ways: readonly (readonly [string, number])[] = [
    ['30 days', 30],
    ['12 months', 365],
  ];
  return ways
    .flatMap(([name, days]) => [
      {
        name: `overview of ${name}, anew`,
        call: (i: number) => get('/api/insight/overview', wholeDays(days, 2 + i)),
      },
      {
        name: `overview of ${name} that begin and end within a day, anew`,
        call: (i: number) => get('/api/insight/overview', period(days, 1 + i)),
      },
      { name: `overview of ${name}, again`, call: () => get('/api/insight/overview', wholeDays(days)) },
      {
        name: `trend of ${name} by day, anew`,
        call: (i: number) => get('/api/insight/trend', { ...period(days, 200 + i), step: 'day' }),
      },
      {
        name: `products of ${name}, anew`,
        call: (i: number) => get('/api/insight/products', { ...period(days, 400 + i), limit: 50 }),
      },
    ])
    .concat([
      {
        name: 'home page: overview, trend, products, anew',
        call: (i) =>
          Promise.all([
            get('/api/insight/overview', wholeDays(30, 100 + i)),
            get('/api/insight/trend', { ...wholeDays(30, 100 + i), step: 'day' }),
            get('/api/insight/products', { ...wholeDays(30, 100 + i), limit: 50 }),
          ]),
      },
      {
        name: 'drill-down: dormant members, anew',
        call: (i) => get('/api/insight/members', { ...period(30, 800 + i), set: 'dormant' }),
      },
      {
        name: 'drill-down: members who bought again, anew',
        call: (i) => get('/api/insight/members', { ...period(30, 900 + i), set: 'repeat90' }),
      },
    ]);
}

function listScreens(
  get: Get,
  someone: (i: number) => MemberRow,
  cursors: readonly (readonly [string, string])[],
): Screen[] {
  const list = (name: string, query: (i: number) => Readonly<Record<string, string | number>>): Screen => ({
    name: `list: ${name}`,
    call: (i) => get('/api/members', query(i)),
  });
  const search = (name: string, text: (i: number) => string): Screen => ({
    name: `search: ${name}`,
    call: (i) => get('/api/members', { search: text(i) }),
  });
  const tiers = ['diamond', 'gold', 'silver', 'basic'];
  const channels = ['pos', 'mini-program', 'tmall', 'douyin', 'web'];
  return [
    ...['joinedAt', 'lastOrderAt', 'spent', 'points'].flatMap((sort) => [
      list(`first page by ${sort}`, () => ({ sort })),
      list(`first page by ${sort}, upwards`, () => ({ sort, order: 'asc' })),
    ]),
    ...cursors.map(([sort, cursor]) => list(`page ${DEEP_PAGES + 1} by ${sort}`, () => ({ sort, cursor }))),
    list('of one tier', (i) => ({ tier: tiers[i % 4]! })),
    list('of one tier by spend', (i) => ({ tier: tiers[i % 4]!, sort: 'spent' })),
    list('of one channel by last order', (i) => ({ channel: channels[i % 5]!, sort: 'lastOrderAt' })),
    list('men of one store by points', (i) => ({ gender: 'male', store: `s-${1 + (i % 12)}`, sort: 'points' })),
    list('joined in one month', (i) => ({
      joinedFrom: new Date(Date.now() - (60 + i) * DAY_MS).toISOString(),
      joinedUntil: new Date(Date.now() - (30 + i) * DAY_MS).toISOString(),
    })),
    list('not ordered for a year, most spent', (i) => ({
      lastOrderUntil: new Date(Date.now() - (365 + i) * DAY_MS).toISOString(),
      sort: 'spent',
    })),
    list('spent 5,000 and 1,000 points, newest', () => ({ minSpentMinor: 500_000, minPoints: 1000 })),
    { name: 'count: all', call: () => get('/api/members/count') },
    { name: 'count: of one tier', call: (i) => get('/api/members/count', { tier: tiers[i % 4]! }) },
    { name: 'count: of one channel', call: (i) => get('/api/members/count', { channel: channels[i % 5]! }) },
    search('beginning of a name', (i) => (someone(i).name ?? '王').slice(0, 1)),
    search('whole name', (i) => someone(i).name ?? '王伟'),
    search('last four digits of a phone', (i) => someone(i).phone!.slice(-4)),
    search('whole phone', (i) => someone(i).phone!.slice(3)),
    search('id', (i) => someone(i).id),
    search('nothing found', (i) => `没有${i}`),
    { name: 'list: by identifier', call: (i) => get('/api/members', { identifier: `phone:${someone(i).phone!}` }) },
  ];
}

/** Members from both ends of each sort: those with most orders have the longest pages. */
async function sampleMembers(get: Get): Promise<MemberRow[]> {
  const pages: Page[] = [];
  for (const sort of ['spent', 'joinedAt', 'points'])
    for (const order of ['desc', 'asc']) pages.push(await get<Page>('/api/members', { sort, order, limit: 10 }));
  return pages.flatMap(({ items }) => items);
}

async function deepCursors(get: Get): Promise<(readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  for (const sort of ['joinedAt', 'lastOrderAt', 'spent', 'points']) {
    const query: Record<string, string | number> = { sort, limit: 200 };
    for (let i = 0; i < DEEP_PAGES; i++) {
      const { nextCursor } = await get<Page>('/api/members', query);
      if (nextCursor !== null) query['cursor'] = nextCursor;
    }
    found.push([sort, String(query['cursor'])]);
  }
  return found;
}
