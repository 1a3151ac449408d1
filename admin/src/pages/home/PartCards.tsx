import { withCurrency, type Overview } from '@shuke/contract';
import { BarList } from '../../charts/BarList.tsx';
import { ChartCard } from '../../charts/ChartCard.tsx';
import { Ring } from '../../charts/Ring.tsx';
import { useChannelName } from '../../components/use-names.ts';
import { useFormat, useMessages } from '../../languages/language.tsx';
import { paths } from '../../paths.ts';
import { behindOf, type Frame } from './frame.ts';

interface Props {
  overview: Overview;
  period: Frame;
}

export function TierCard({ overview, period }: Props) {
  const { home } = useMessages();
  const format = useFormat();
  const words = home.tiers;
  const total = overview.tiers.reduce((sum, tier) => sum + tier.members, 0);
  const slices = overview.tiers.map((tier) => ({
    key: tier.code,
    name: format.language === 'en' ? tier.nameEn : tier.name,
    value: tier.members,
    shown: format.count(tier.members),
    share: total === 0 ? '–' : format.percent(tier.members / total),
    to: paths.members({ set: 'tier', value: tier.code, ...behindOf(period), currency: overview.currency }),
  }));
  const table = {
    fileName: 'tiers.csv',
    header: [words.tier, words.members, words.share],
    rows: slices.map((slice) => [slice.name, slice.shown, slice.share]),
    links: slices.map((slice) => [null, slice.to]),
    plainRows: slices.map((slice) => [slice.name, slice.value, slice.share]),
  };
  return (
    <ChartCard title={words.title} hint={words.hint} table={table}>
      <Ring slices={slices} total={format.short(total)} unit={words.total} />
    </ChartCard>
  );
}

export function FunnelCard({ overview, period }: Props) {
  const { home } = useMessages();
  const format = useFormat();
  const words = home.funnel;
  const bars = overview.funnel.map((step, at) => {
    const before = overview.funnel[at - 1]?.members ?? 0;
    const rate = before === 0 ? '' : format.percent(step.members / before);
    return {
      key: step.step,
      name: words.steps[step.step],
      value: step.members,
      shown: format.count(step.members),
      detail: rate,
      to: paths.members({ set: step.step, ...behindOf(period), currency: overview.currency }),
    };
  });
  const table = {
    fileName: `funnel-${period.from}-${period.to}.csv`,
    header: [words.step, words.members, words.rate],
    rows: bars.map((bar) => [bar.name, bar.shown, bar.detail]),
    links: bars.map((bar) => [null, bar.to]),
    plainRows: bars.map((bar) => [bar.name, bar.value, bar.detail]),
  };
  const hasBehaviour = overview.funnel.some((step) => step.step !== 'paid' && step.members > 0);
  return (
    <ChartCard title={words.title} hint={words.hint} table={table}>
      {hasBehaviour ? <BarList bars={bars} /> : <p className="soft chart-empty">{words.empty}</p>}
    </ChartCard>
  );
}

export function ChannelCard({ overview, period }: Props) {
  const { home, common } = useMessages();
  const format = useFormat();
  const nameOf = useChannelName();
  const words = home.channels;
  const { currency } = overview;
  const bars = overview.channels.map((channel) => ({
    key: channel.channel,
    name: nameOf(channel.channel),
    value: channel.salesMinor,
    shown: format.shortMoney(channel.salesMinor, currency),
    detail: common.orders(format.short(channel.orders)),
    to: paths.orders({ set: 'channel', value: channel.channel, ...behindOf(period), currency }),
  }));
  const header = (sales: string) => [words.channel, sales, words.orders];
  const table = {
    fileName: `channels-${period.from}-${period.to}.csv`,
    header: header(words.sales),
    rows: overview.channels.map((channel) => [
      nameOf(channel.channel),
      format.money(channel.salesMinor, currency),
      format.count(channel.orders),
    ]),
    links: bars.map((bar) => [null, bar.to, bar.to]),
    plainHeader: header(withCurrency(words.sales, currency, format.language)),
    plainRows: overview.channels.map((channel) => [
      nameOf(channel.channel),
      Number(format.plainMoney(channel.salesMinor, currency)),
      channel.orders,
    ]),
  };
  return (
    <ChartCard title={words.title} hint={words.hint} table={table}>
      {bars.length > 0 ? <BarList bars={bars.slice(0, 8)} /> : <p className="soft chart-empty">{words.empty}</p>}
    </ChartCard>
  );
}
