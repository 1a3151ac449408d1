import { topProducts, withCurrency } from '@shuke/contract';
import { useAnswer } from '../../api/use.ts';
import { BarList } from '../../charts/BarList.tsx';
import { ChartCard } from '../../charts/ChartCard.tsx';
import { Failure } from '../../components/Failure.tsx';
import { useFormat, useMessages } from '../../languages/language.tsx';
import { paths } from '../../paths.ts';
import { behindOf, queryOf, type Frame } from './frame.ts';

const SHOWN = 5;

export function ProductsCard({ period, currency }: { period: Frame; currency: string }) {
  const { home, common } = useMessages();
  const format = useFormat();
  const words = home.products;
  const answer = useAnswer(
    topProducts,
    { query: { ...queryOf(period, format.zone), currency, limit: 50 } },
    { keepPrevious: true },
  );
  const items = answer.data?.items ?? [];
  const membersOf = (sku: string) => paths.members({ set: 'product', value: sku, ...behindOf(period), currency });
  const ordersOf = (sku: string) => paths.orders({ set: 'product', value: sku, ...behindOf(period), currency });
  const bars = items.slice(0, SHOWN).map((product) => ({
    key: product.sku,
    name: product.name ?? product.sku,
    value: product.salesMinor,
    shown: format.shortMoney(product.salesMinor, currency),
    detail: common.pieces(format.short(product.quantity)),
    to: membersOf(product.sku),
  }));
  const header = (sales: string) => [words.product, words.sku, words.quantity, sales, words.orders, words.members];
  const table = {
    fileName: `products-${period.from}-${period.to}.csv`,
    header: header(words.sales),
    rows: items.map((product) => [
      product.name ?? product.sku,
      product.sku,
      format.count(product.quantity),
      format.money(product.salesMinor, currency),
      format.count(product.orders),
      format.count(product.members),
    ]),
    links: items.map(({ sku }) => [null, null, ordersOf(sku), ordersOf(sku), ordersOf(sku), membersOf(sku)]),
    plainHeader: header(withCurrency(words.sales, currency, format.language)),
    plainRows: items.map((product) => [
      product.name ?? product.sku,
      product.sku,
      product.quantity,
      Number(format.plainMoney(product.salesMinor, currency)),
      product.orders,
      product.members,
    ]),
  };
  return (
    <ChartCard title={words.title} hint={words.hint} table={table}>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isSuccess && items.length === 0 ? (
        <p className="soft chart-empty">{words.empty}</p>
      ) : (
        <BarList bars={bars} />
      )}
    </ChartCard>
  );
}
