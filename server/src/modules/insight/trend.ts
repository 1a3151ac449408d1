import type { AnswerOf, QueryOf, getTrend } from '@shuke/contract';
import { type Desk, look } from './desk.ts';
import { type Period, type Step, periodOf, stepsOf, writeDay } from './period.ts';
import { inPeriod } from './read-figures.ts';
import { chooseCurrency } from './sales.ts';

type Trend = AnswerOf<typeof getTrend>;

interface SalesStep {
  readonly on: string;
  readonly salesMinor: number;
  readonly orders: number;
  readonly buyers: number;
}

const startOf: Readonly<Record<Step, string>> = {
  day: 'toDate(at, {zone:String})',
  week: 'toMonday(at, {zone:String})',
  month: 'toStartOfMonth(at, {zone:String})',
};

/** Sales, orders, buyers and new members of each step of the period by the business calendar, empty steps included. */
export async function readTrend(desk: Desk, asked: QueryOf<typeof getTrend>): Promise<Trend> {
  const period = periodOf(asked, desk.now(), desk.zone);
  const days = stepsOf(period, asked.step, desk.zone);
  const seen = await look(desk);
  const currency = await chooseCurrency(desk, seen, period, asked.currency);
  const key = `${asked.step} ${period.from} ${period.until}`;
  const [sales, joins] = await Promise.all([
    seen.recall(`trend ${currency} ${key}`, period.until, () => readSalesSteps(desk, period, asked.step, currency)),
    seen.recall(`trend of joins ${key}`, period.until, () => readJoinSteps(desk, period, asked.step)),
  ]);
  return {
    currency,
    points: days.map(writeDay).map((on) => {
      const { salesMinor = 0, orders = 0, buyers = 0 } = sales.get(on) ?? {};
      return { on, salesMinor, orders, newMembers: joins.get(on) ?? 0, buyers };
    }),
  };
}

async function readSalesSteps(
  { analytics, zone }: Desk,
  period: Period,
  step: Step,
  currency: string,
): Promise<Map<string, SalesStep>> {
  const rows = await analytics.rows<SalesStep>(
    `select ${startOf[step]} as on, sum(amount_minor) as salesMinor, countIf(sign = 1) as orders, uniqExactIf(member, sign = 1 and member > 0) as buyers
     from sale where ${inPeriod} and currency = {currency:String} group by on`,
    { ...period, currency, zone: zone.name },
  );
  return new Map(rows.map((row) => [row.on, row]));
}

async function readJoinSteps({ analytics, zone }: Desk, period: Period, step: Step): Promise<Map<string, number>> {
  const rows = await analytics.rows<{ on: string; n: number }>(
    `select ${startOf[step]} as on, count() as n from member_joined where ${inPeriod} group by on`,
    { ...period, zone: zone.name },
  );
  return new Map(rows.map(({ on, n }) => [on, n]));
}
