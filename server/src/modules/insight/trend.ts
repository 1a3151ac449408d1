import type { AnswerOf, QueryOf, getTrend } from '@shuke/contract';
import { type Desk, look } from './desk.ts';
import { doersIn } from './doers.ts';
import { type Period, type Step, firstDayOf, periodOf, stepsOf, writeDay } from './period.ts';
import { currencyOf, daysOf, salesOf } from './sales.ts';

type Trend = AnswerOf<typeof getTrend>;

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
  const sums = await daysOf(desk, seen, period);
  const currency = asked.currency ?? currencyOf(salesOf(sums));
  const buyers = await seen.recall(
    `buyers ${asked.step} ${currency} ${period.from} ${period.until}`,
    period.until,
    () => readBuyers(desk, period, asked.step, currency),
  );
  const points = new Map(
    days.map((day) => [day, { salesMinor: 0, orders: 0, newMembers: 0, buyers: buyers.get(day) ?? 0 }]),
  );
  for (const [day, { newMembers, sales }] of sums) {
    // ClickHouse may know older rules of a zone, and put an edge on the day beside it.
    const point = points.get(firstDayOf(day, asked.step));
    if (!point) continue;
    point.newMembers += newMembers;
    for (const row of sales.values()) {
      if (row.currency !== currency) continue;
      point.salesMinor += row.salesMinor;
      point.orders += row.orders;
    }
  }
  return { currency, points: [...points].map(([day, point]) => ({ on: writeDay(day), ...point })) };
}

/** By the first day of each step, in which anybody bought. */
async function readBuyers(
  desk: Desk,
  period: Period,
  step: Step,
  currency: string,
): Promise<ReadonlyMap<number, number>> {
  // Steps need not begin where longer spans do.
  const sets = doersIn(period, desk, ['paid'], [1]);
  const ofDay = `select start as day, members from (${sets}) where currency = {currency:String}`;
  const rows = await desk.analytics.rows<{ step: number; n: number }>(
    `select ${stepOf[step]} as step, groupBitmapMerge(members) as n from (${ofDay}) group by step`,
    { currency },
  );
  return new Map(rows.map((row) => [row.step, row.n]));
}
