import type { AnswerOf, QueryOf, getTrend } from '@shuke/contract';
import { type Desk, look } from './desk.ts';
import { dayIn, overParts } from './cover.ts';
import { doersIn } from './doers.ts';
import { type Period, type Step, periodOf, stepsOf, writeDay } from './period.ts';
import { chooseCurrency } from './sales.ts';

type Trend = AnswerOf<typeof getTrend>;

/** By the first day of each step. */
type ByStep<Row> = ReadonlyMap<number, Row>;

/** The first day of the step that `day` lies in. 1970-01-01 was a Thursday. */
const stepOf: Readonly<Record<Step, string>> = {
  day: 'day',
  week: 'day - positiveModulo(day + 3, 7)',
  month: "toInt32(toDate32(toStartOfMonth(addDays(toDate32('1970-01-01'), day))))",
};

/** Sales, orders, buyers and new members of each step of the period by the business calendar, empty steps included. */
export async function readTrend(desk: Desk, asked: QueryOf<typeof getTrend>): Promise<Trend> {
  const period = periodOf(asked, desk.now(), desk.zone);
  const days = stepsOf(period, asked.step, desk.zone);
  const seen = await look(desk);
  const currency = await chooseCurrency(desk, seen, period, asked.currency);
  const key = `${asked.step} ${period.from} ${period.until}`;
  const [sales, buyers, joins] = await Promise.all([
    seen.recall(`trend ${currency} ${key}`, period.until, () => readSalesSteps(desk, period, asked.step, currency)),
    seen.recall(`trend of buyers ${currency} ${key}`, period.until, () =>
      readBuyerSteps(desk, period, asked.step, currency),
    ),
    seen.recall(`trend of joins ${key}`, period.until, () => readJoinSteps(desk, period, asked.step)),
  ]);
  return {
    currency,
    points: days.map((day) => {
      const { salesMinor = 0, orders = 0 } = sales.get(day) ?? {};
      return {
        on: writeDay(day),
        salesMinor,
        orders,
        newMembers: joins.get(day)?.n ?? 0,
        buyers: buyers.get(day)?.n ?? 0,
      };
    }),
  };
}

async function readSalesSteps(
  desk: Desk,
  period: Period,
  step: Step,
  currency: string,
): Promise<ByStep<{ salesMinor: number; orders: number }>> {
  const parts = overParts(
    period,
    desk.zone,
    (where) => `
      select ${dayIn(desk.zone.name)} as day, sign, count() as n, sum(amount_minor) as amount
      from sale where ${where} and currency = {currency:String} group by day, sign`,
  );
  return bySteps(
    desk,
    `select ${stepOf[step]} as step, sum(amount) as salesMinor, sumIf(n, sign = 1) as orders from (${parts}) group by step`,
    currency,
  );
}

async function readBuyerSteps(
  desk: Desk,
  period: Period,
  step: Step,
  currency: string,
): Promise<ByStep<{ n: number }>> {
  // Steps need not begin where longer spans do.
  const sets = doersIn(period, desk.zone, ['paid'], [1]);
  const ofDay = `select start as day, members from (${sets}) where currency = {currency:String}`;
  return bySteps(
    desk,
    `select ${stepOf[step]} as step, groupBitmapMerge(members) as n from (${ofDay}) group by step`,
    currency,
  );
}

async function readJoinSteps(desk: Desk, period: Period, step: Step): Promise<ByStep<{ n: number }>> {
  const parts = overParts(
    period,
    desk.zone,
    (where) => `select ${dayIn(desk.zone.name)} as day, count() as n from member_joined where ${where} group by day`,
  );
  return bySteps(desk, `select ${stepOf[step]} as step, sum(parts.n) as n from (${parts}) as parts group by step`, '');
}

async function bySteps<Row>({ analytics }: Desk, query: string, currency: string): Promise<ByStep<Row>> {
  const rows = await analytics.rows<Row & { readonly step: number }>(query, { currency });
  return new Map(rows.map((row) => [row.step, row]));
}
