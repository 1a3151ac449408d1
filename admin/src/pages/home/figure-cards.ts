import type { Figures, Overview } from '@shuke/contract';
import type { Format } from '../../format/format.ts';
import type { Messages } from '../../messages/messages.ts';
import { paths } from '../../paths.ts';
import { behindOf, type Frame } from './frame.ts';

export interface FigureCardData {
  key: string;
  title: string;
  hint: string;
  /** The figure, shortened; `exact` is the whole of it. */
  shown: string;
  exact: string;
  unit: string;
  detail: string;
  /** Figures that belong to this one, each with what is behind it. */
  beside: FigureBeside[];
  trend: Trend | null;
  /** The members or orders behind the figure. */
  to: string;
}

export interface FigureBeside {
  text: string;
  /** What is behind it, said to whoever points at it. */
  about: string;
  to: string;
}

export interface Trend {
  direction: 'up' | 'down' | 'same';
  /** Green is kept for money won. */
  isWon: boolean;
  text: string;
  previous: string;
}

/** What the period's figures look like on the home page, in order. The whole list, so that each has unit, meaning and drill-down. */
export function figureCards(overview: Overview, period: Frame, format: Format, { home }: Messages): FigureCardData[] {
  const { figures, previous, currency } = overview;
  const words = home.figures;
  const behind = { ...behindOf(period), currency };
  const count = (value: number) => ({ shown: format.short(value), exact: format.count(value) });
  const money = (minor: number) => ({
    shown: format.shortMoney(minor, currency),
    exact: format.money(minor, currency),
  });
  const share = (value: number | null) => (value === null ? '–' : format.percent(value));
  const part = (value: number, whole: number) => share(whole === 0 ? null : value / whole);
  const trend = (read: (of: Figures) => number, show: (value: number) => string, isWon = false) =>
    trendOf(read(figures), read(previous), show, format, home, isWon);

  return [
    {
      key: 'sales',
      ...words.sales,
      ...money(figures.salesMinor),
      unit: '',
      detail: words.sales.detail(
        part(figures.memberSalesMinor, figures.salesMinor),
        format.shortMoney(figures.memberSalesMinor, currency),
      ),
      beside: [],
      trend: trend(
        (of) => of.salesMinor,
        (value) => format.shortMoney(value, currency),
        true,
      ),
      to: paths.orders({ set: 'orders', ...behind }),
    },
    {
      key: 'orders',
      ...words.orders,
      ...count(figures.orders),
      detail: words.orders.detail(format.money(figures.averageOrderMinor, currency)),
      beside: [],
      trend: trend((of) => of.orders, format.short),
      to: paths.orders({ set: 'orders', ...behind }),
    },
    {
      key: 'active',
      ...words.active,
      ...count(figures.activeMembers),
      detail: '',
      beside: [
        {
          text: words.active.all(format.short(figures.members)),
          about: home.behind(words.active.allTitle),
          to: paths.members({ set: 'members', ...behind }),
        },
      ],
      trend: trend((of) => of.activeMembers, format.short),
      to: paths.members({ set: 'active', ...behind }),
    },
    {
      key: 'repurchase',
      ...words.repurchase,
      shown: share(figures.repurchase30),
      exact: share(figures.repurchase30),
      unit: '',
      detail: figures.repurchase90 === null ? words.repurchase.none : '',
      beside: (
        [
          ['60', 'repeat60', figures.repurchase60],
          ['90', 'repeat90', figures.repurchase90],
        ] as const
      ).flatMap(([days, set, rate]) =>
        rate === null
          ? []
          : {
              text: words.repurchase.within(days, share(rate)),
              about: home.behind(words.repurchase.withinTitle(days)),
              to: paths.members({ set, ...behind }),
            },
      ),
      trend: rateTrend(figures.repurchase30, previous.repurchase30, format, home),
      to: paths.members({ set: 'repeat30', ...behind }),
    },
    {
      key: 'new',
      ...words.fresh,
      ...count(figures.newMembers),
      detail: '',
      beside: [],
      trend: trend((of) => of.newMembers, format.short),
      to: paths.members({ set: 'new', ...behind }),
    },
    {
      key: 'dormant',
      ...words.dormant,
      ...count(figures.dormantMembers),
      detail: words.dormant.detail(part(figures.dormantMembers, figures.members)),
      beside: [],
      trend: trend((of) => of.dormantMembers, format.short),
      to: paths.members({ set: 'dormant', ...behind }),
    },
    ...(overview.pointsLiability === null
      ? []
      : [
          {
            key: 'points',
            ...words.points,
            ...count(overview.pointsLiability),
            detail: words.points.detail(
              format.short(figures.pointsEarned ?? 0),
              format.short(figures.pointsReversed ?? 0),
            ),
            beside: [],
            trend: null,
            to: paths.members({ minPoints: '1', sort: 'points', order: 'desc' }),
          },
        ]),
    {
      key: 'refunds',
      ...words.refunds,
      ...money(figures.refundsMinor),
      unit: '',
      detail: words.refunds.detail(part(figures.refundsMinor, figures.salesMinor + figures.refundsMinor)),
      beside: [],
      trend: trend(
        (of) => of.refundsMinor,
        (value) => format.shortMoney(value, currency),
      ),
      to: paths.orders({ set: 'refunds', ...behind }),
    },
  ];
}

function trendOf(
  now: number,
  before: number,
  show: (value: number) => string,
  format: Format,
  home: Messages['home'],
  isWon: boolean,
): Trend | null {
  if (before === 0) return now === 0 ? null : { direction: 'up', isWon: false, text: home.noPrevious, previous: '' };
  const change = (now - before) / Math.abs(before);
  if (Math.abs(change) < 0.0005)
    return { direction: 'same', isWon: false, text: home.unchanged, previous: home.previous(show(before)) };
  return {
    direction: change > 0 ? 'up' : 'down',
    isWon: isWon && change > 0,
    text: format.percent(Math.abs(change)),
    previous: home.previous(show(before)),
  };
}

/** Rates are compared in percentage points: a change of a rate in per cent would mislead. */
function rateTrend(now: number | null, before: number | null, format: Format, home: Messages['home']): Trend | null {
  if (now === null || before === null) return null;
  const points = (now - before) * 100;
  const previous = home.previous(format.percent(before));
  if (Math.abs(points) < 0.05) return { direction: 'same', isWon: false, text: home.unchanged, previous };
  return {
    direction: points > 0 ? 'up' : 'down',
    isWon: false,
    text: home.percentagePoints(Math.abs(points).toFixed(1)),
    previous,
  };
}
