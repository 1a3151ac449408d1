import { getTrend, withCurrency, type AnswerOf } from '@shuke/contract';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useAnswer } from '../../api/use.ts';
import { ChartCard } from '../../charts/ChartCard.tsx';
import { Choice } from '../../charts/Choice.tsx';
import { Failure } from '../../components/Failure.tsx';
import { steps, type Period, type Step } from '../../format/period.ts';
import { addDays, addMonths, type Day } from '../../format/zone.ts';
import { useFormat, useMessages } from '../../languages/language.tsx';
import { paths } from '../../paths.ts';
import { useOpens } from '../../session.tsx';
import { queryOf, type Frame } from './frame.ts';

const BarChart = lazy(async () => ({ default: (await import('../../charts/BarChart.tsx')).BarChart }));

const measures = ['salesMinor', 'orders', 'newMembers', 'buyers'] as const;
type Measure = (typeof measures)[number];

/** The days one bar stands for, within the period. */
function daysOf(on: Day, step: Step, period: Period): { from: Day; to: Day } {
  const last = { day: on, week: addDays(on, 6), month: addDays(addMonths(`${on.slice(0, 7)}-01`, 1), -1) }[step];
  return { from: on < period.from ? period.from : on, to: last > period.to ? period.to : last };
}

type Point = AnswerOf<typeof getTrend>['points'][number];

interface Props {
  period: Frame;
  step: Step;
  currency: string;
  onStep: (step: Step) => void;
}

export function TrendCard({ period, step, currency, onStep }: Props) {
  const { home, common } = useMessages();
  const format = useFormat();
  const navigate = useNavigate();
  const opens = useOpens();
  const [measure, setMeasure] = useState<Measure>('salesMinor');
  const answer = useAnswer(
    getTrend,
    { query: { ...queryOf(period, format.zone), currency, step } },
    { keepPrevious: true },
  );
  const trend = answer.data;

  const show = useCallback(
    (value: number) => (measure === 'salesMinor' ? format.shortMoney(value, currency) : format.short(value)),
    [measure, format, currency],
  );
  const axisLabel = useCallback(
    (value: number) =>
      measure === 'salesMinor' ? format.shortMoney(value, currency).replace(/\.00$/, '') : format.short(value),
    [measure, format, currency],
  );
  const points = useMemo(
    () =>
      (trend?.points ?? []).map((point) => {
        const days = daysOf(point.on, step, period);
        const day = format.spokenDay(point.on, period.to.slice(0, 4));
        const title = { day, week: common.between(days.from, days.to), month: point.on.slice(0, 7) }[step];
        return {
          key: point.on,
          label: step === 'month' ? point.on.slice(0, 7) : point.on.slice(5),
          title,
          value: point[measure],
          shown: show(point[measure]),
        };
      }),
    [trend, step, period, format, common, measure, show],
  );

  const behind = (of: Measure, point: Point): string => {
    const days = { ...daysOf(point.on, step, period), of: period.of, currency };
    if (of === 'newMembers') return paths.members({ set: 'new', ...days });
    if (of === 'buyers') return paths.members({ set: 'buyers', ...days });
    // Sales without an order are what was given back for earlier ones.
    return paths.orders({ set: of === 'salesMinor' && point.orders === 0 ? 'refunds' : 'orders', ...days });
  };
  const onPress = (on: string) => {
    const point = trend?.points.find((one) => one.on === on);
    const to = point === undefined || point[measure] === 0 ? null : behind(measure, point);
    if (to !== null && opens(to)) void navigate(to);
  };

  const { salesMinor, ...counts } = home.trend.measures;
  const header = (sales: string) => [home.trend.date, sales, counts.orders, counts.newMembers, counts.buyers];
  const table =
    trend === undefined
      ? null
      : {
          fileName: `trend-${period.from}-${period.to}.csv`,
          header: header(salesMinor),
          rows: trend.points.map((point) => [
            point.on,
            format.money(point.salesMinor, currency),
            ...[point.orders, point.newMembers, point.buyers].map(format.count),
          ]),
          links: trend.points.map((point) => [
            null,
            ...measures.map((one) => (point[one] === 0 ? null : behind(one, point))),
          ]),
          plainHeader: header(withCurrency(salesMinor, currency, format.language)),
          plainRows: trend.points.map((point) => [
            point.on,
            Number(format.plainMoney(point.salesMinor, currency)),
            point.orders,
            point.newMembers,
            point.buyers,
          ]),
        };

  return (
    <ChartCard
      title={home.trend.title}
      hint={home.trend.hint}
      table={table}
      controls={
        <>
          <Choice
            label={home.trend.measure}
            options={measures.map((value) => ({ value, title: home.trend.measures[value] }))}
            value={measure}
            onChange={setMeasure}
          />
          <Choice
            label={home.trend.step}
            options={steps.map((value) => ({ value, title: home.trend.steps[value] }))}
            value={step}
            onChange={onStep}
          />
        </>
      }
    >
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {trend !== undefined && points.every((point) => point.value === 0) ? (
        <p className="soft chart-empty">{home.trend.empty}</p>
      ) : (
        <Suspense fallback={<div className="bar-chart" />}>
          {trend === undefined ? (
            <div className="bar-chart" />
          ) : (
            <BarChart points={points} axisLabel={axisLabel} onPress={onPress} />
          )}
        </Suspense>
      )}
    </ChartCard>
  );
}
