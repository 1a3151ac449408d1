import { getOverview, type Overview } from '@shuke/contract';
import { lazy, Suspense } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useAnswer } from '../../api/use.ts';
import { Choice } from '../../charts/Choice.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Failure } from '../../components/Failure.tsx';
import { ImportLink } from '../../components/ImportLink.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { usePageTitle } from '../../components/use-page-title.ts';
import { periodOf, stepFor, steps, type Period } from '../../format/period.ts';
import { daysIn } from '../../format/zone.ts';
import { useFormat, useMessages, useWords } from '../../languages/language.tsx';
import { paths, type HomeView } from '../../paths.ts';
import { useToday } from '../../session.tsx';
import { figureCards } from './figure-cards.ts';
import { FigureCard } from './FigureCard.tsx';
import { queryOf, type Frame } from './frame.ts';
import './home.css';
import { ChannelCard, FunnelCard, TierCard } from './PartCards.tsx';
import { PeriodPicker } from './PeriodPicker.tsx';
import { ProductsCard } from './ProductsCard.tsx';
import { TrendCard } from './TrendCard.tsx';

// What most looks at the page do without comes after the first load.
const EmptyPeriod = lazy(async () => ({ default: (await import('./EmptyPeriod.tsx')).EmptyPeriod }));
const StorePicker = lazy(async () => ({ default: (await import('./StorePicker.tsx')).StorePicker }));
const StoresLine = lazy(async () => ({ default: (await import('./StoresLine.tsx')).StoresLine }));

const REFRESH_MS = 30_000;

/** How are we doing? */
export function HomePage() {
  const { home } = useMessages();
  usePageTitle(home.title);
  const format = useFormat();
  const today = useToday();
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const of = query.getAll('of');
  const period: Frame = { ...periodOf(query, today), of };
  const currency = query.get('currency') ?? undefined;
  const step = steps.find((known) => known === query.get('step')) ?? stepFor(period);
  const answer = useAnswer(
    getOverview,
    { query: { ...queryOf(period, format.zone), currency } },
    { keepPrevious: true, refetchInterval: REFRESH_MS },
  );
  const overview = answer.data;

  const kept: HomeView = period.preset === null ? { from: period.from, to: period.to } : { period: period.preset };
  const show = (view: HomeView) =>
    void navigate(paths.home({ currency, of, ...view }), { replace: true, preventScrollReset: true });

  return (
    <div className="page home">
      <header>
        <div>
          <h1>{home.title}</h1>
          <PeriodLine period={period} overview={overview} />
          {overview === undefined || overview.stores === null ? null : (
            <Suspense fallback={null}>
              <StoresLine stores={overview.stores} />
            </Suspense>
          )}
        </div>
        <div className="actions">
          {overview !== undefined && overview.currencies.length > 1 ? (
            <Choice
              label={home.currency}
              options={overview.currencies
                .slice(0, 4)
                .map((known) => ({ value: known.currency, title: known.currency }))}
              value={overview.currency}
              onChange={(chosen) => show({ ...kept, currency: chosen })}
            />
          ) : null}
          <Suspense fallback={null}>
            <StorePicker of={of} onChoose={(chosen) => show({ ...kept, of: chosen })} />
          </Suspense>
          <PeriodPicker
            period={period}
            today={today}
            onPreset={(preset) => show({ period: preset })}
            onDays={(from, to) => show({ from, to })}
          />
        </div>
      </header>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {overview === undefined ? (
        answer.isPending ? (
          <HomeSkeleton />
        ) : null
      ) : (
        <Figures overview={overview} period={period} step={step} onStep={(chosen) => show({ ...kept, step: chosen })} />
      )}
    </div>
  );
}

function PeriodLine({ period, overview }: { period: Period; overview: Overview | undefined }) {
  const { home } = useMessages();
  const format = useFormat();
  const year = useToday().slice(0, 4);
  const parts = [
    home.compared(
      format.spokenDay(period.from, year),
      format.spokenDay(period.to, year),
      String(daysIn(period.from, period.to)),
    ),
  ];
  if (overview !== undefined && overview.asOf !== null) parts.push(home.asOf(format.instant(overview.asOf)));
  if (overview?.isComplete === false) parts.push(home.incomplete);
  return <p className="faint">{parts.join(' · ')}</p>;
}

function Figures({
  overview,
  period,
  step,
  onStep,
}: {
  overview: Overview;
  period: Frame;
  step: (typeof steps)[number];
  onStep: (step: (typeof steps)[number]) => void;
}) {
  const { messages } = useWords();
  const { home } = messages;
  const format = useFormat();
  const { figures, currency } = overview;

  if (overview.stores === null && figures.members === 0 && overview.currencies.length === 0) {
    return (
      <Empty title={home.nothingYet} hint={home.nothingYetHint} action={<ImportLink text={home.importOrders} />} />
    );
  }
  return (
    <div className="stack">
      {figures.orders === 0 && period.of.length === 0 ? (
        <Suspense fallback={null}>
          <EmptyPeriod period={period} />
        </Suspense>
      ) : null}
      <div className="figures">
        {figureCards(overview, period, format, messages).map((figure) => (
          <FigureCard key={figure.key} figure={figure} />
        ))}
      </div>
      <div className="home-grid home-trend">
        <TrendCard period={period} step={step} currency={currency} onStep={onStep} />
        <TierCard overview={overview} period={period} />
      </div>
      <div className="home-grid home-parts">
        <FunnelCard overview={overview} period={period} />
        <ChannelCard overview={overview} period={period} />
        <ProductsCard period={period} currency={currency} />
      </div>
    </div>
  );
}

function HomeSkeleton() {
  return (
    <div className="stack">
      <div className="figures">
        {Array.from({ length: 8 }, (_unused, at) => (
          <Skeleton key={at} height={120} />
        ))}
      </div>
      <div className="home-grid home-trend">
        <Skeleton height={320} />
        <Skeleton height={320} />
      </div>
    </div>
  );
}
