import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { MemberRow, OrderView } from '@shuke/contract';
import { openZone } from '../../platform/zone.ts';
import { testClickHouse } from '../../../test/clickhouse.ts';
import { type Desk, openDesk } from './desk.ts';
import { prepareClickHouse } from './prepare.ts';

/** For tests: facts written straight into a ClickHouse database of their own, and the desk that reads them. */
export interface TestShop {
  readonly desk: Desk;
  readonly client: ClickHouseClient;
  /** A fact about a member (0: nobody) at an instant. Written by `tell`. */
  readonly fact: (kind: string, member: number, at: string, body?: object) => void;
  readonly joined: (member: number, at: string, store?: string | null) => void;
  readonly paid: (
    order: number,
    member: number,
    at: string,
    totalMinor: number,
    more?: { currency?: string; channel?: string; store?: string | null; lines?: object[] },
  ) => void;
  readonly refunded: (
    order: number,
    member: number,
    at: string,
    amountMinor: number,
    more: {
      paidAt: string;
      isFull: boolean;
      currency?: string;
      channel?: string;
      store?: string | null;
      lines?: object[];
    },
  ) => void;
  readonly did: (member: number, at: string, event: string, store?: string | null) => void;
  readonly tell: () => Promise<void>;
}

interface Hooks {
  after(fn: () => Promise<void>): void;
}

// Made with the file that imports this, so that it ends with it.
const clickhouse = await testClickHouse();
let databases = 0;

export const ladder = [
  { code: 'basic', name: '普通', nameEn: 'Basic' },
  { code: 'silver', name: '银卡', nameEn: 'Silver' },
  { code: 'gold', name: '金卡', nameEn: 'Gold' },
  { code: 'diamond', name: '钻石卡', nameEn: 'Diamond' },
];

export async function openTestShop(t: Hooks, firstFact = 1000, zone = openZone('Asia/Shanghai')): Promise<TestShop> {
  const database = `shop${++databases}`;
  await clickhouse.client.command({ query: `create database ${database}` });
  const client = createClient({
    url: clickhouse.url.replace(/[^/]*$/, database),
    log: { level: ClickHouseLogLevel.OFF },
  });
  t.after(() => client.close());
  await prepareClickHouse(client, zone.name);
  const desk = openDesk({
    clickhouse: client,
    sink: { delivered: async () => ({ through: Number.MAX_SAFE_INTEGER, isAll: true }) },
    latestFact: () => 0,
    zone,
    now: () => Date.parse('2026-07-01T00:00:00+08:00'),
    tiers: ladder,
    memberRows: async (ids) => ids.toReversed().map((id) => ({ id: String(id) }) as MemberRow),
    storesOf: async () => null,
    orderViews: async (ids) => ids.toReversed().map((id) => ({ id: String(id) }) as OrderView),
  });
  return { desk, client, ...factWriter(client, firstFact) };
}

function factWriter(client: ClickHouseClient, firstFact: number): Omit<TestShop, 'desk' | 'client'> {
  let id = firstFact;
  const untold: object[] = [];
  const fact: TestShop['fact'] = (kind, member, at, body = {}) => {
    id += 3;
    untold.push({
      id,
      subject: member,
      kind,
      at: Date.parse(at),
      recorded_at: Date.parse(at),
      is_history: false,
      cause: `bulk:1:${id}`,
      body: JSON.stringify(body),
    });
  };
  return {
    fact,
    joined: (member, at, store = null) => fact('member.joined', member, at, { channel: 'pos', store, by: ['phone'] }),
    paid: (order, member, at, totalMinor, { currency = 'CNY', channel = 'pos', store = null, lines = [] } = {}) =>
      fact('order.paid', member, at, {
        order,
        number: `A-${order}`,
        channel,
        store,
        currency,
        totalMinor,
        discountMinor: 0,
        lines,
        isFirst: false,
        placedAt: at,
      }),
    refunded: (
      order,
      member,
      at,
      amountMinor,
      { paidAt, isFull, currency = 'CNY', channel = 'pos', store = null, lines = [] },
    ) =>
      fact('order.refunded', member, at, {
        order,
        number: `A-${order}`,
        channel,
        store,
        currency,
        refund: 'R',
        amountMinor,
        isFull,
        paidAt: new Date(paidAt).toISOString(),
        lines,
      }),
    did: (member, at, event, store = null) =>
      fact('behaviour.recorded', member, at, { event, channel: null, store, sku: null, category: null }),
    tell: async () => {
      await client.insert({
        table: 'fact',
        values: untold.splice(0),
        format: 'JSONEachRow',
        clickhouse_settings: { async_insert: 0 },
      });
    },
  };
}
