import { drillOrders, listOrders, type OrderView, type ShownStatus, shownStatuses } from '@shuke/contract';
import { Button, Table, type TableColumnType } from 'antd';
import { usePages } from '../../api/use.ts';
import { Chips, type Chip } from '../../components/Chips.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Failure } from '../../components/Failure.tsx';
import { ImportLink } from '../../components/ImportLink.tsx';
import { MemberLink } from '../../components/MemberLink.tsx';
import { Pager } from '../../components/Pager.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import '../../components/tables.css';
import { useChannelName } from '../../components/use-names.ts';
import { usePageTitle } from '../../components/use-page-title.ts';
import { usePaging } from '../../components/use-paging.ts';
import { useView } from '../../components/use-view.ts';
import { limitText } from '../../format/limits.ts';
import { useApart, useFormat, useMessages } from '../../languages/language.tsx';
import { storeWords } from '../../messages/apart.ts';
import { paths, type OrdersView } from '../../paths.ts';
import { goodsOf } from './goods.ts';
import { OrderDrawer } from './OrderDrawer.tsx';
import { OrderFilters } from './OrderFilters.tsx';
import { orderSetOf, ordersQuery } from './order-query.ts';
import { StatusBadge } from './StatusBadge.tsx';

function NoOrders({ view, onClear }: { view: OrdersView; onClear: () => void }) {
  const { orders, members, home } = useMessages();
  return Object.keys(view).length > 0 ? (
    <Empty
      title={orders.nothingFound}
      hint={orders.nothingFoundHint}
      action={<Button onClick={onClear}>{members.clearFilters}</Button>}
    />
  ) : (
    <Empty title={orders.empty} hint={orders.emptyHint} action={<ImportLink text={home.importOrders} />} />
  );
}

function useOrders(view: OrdersView) {
  const { zone } = useFormat();
  const query = ordersQuery(view, zone);
  const behind = orderSetOf(view, zone);
  const list = usePages(
    listOrders,
    (cursor) => ({ query: { ...query, cursor } }),
    (answer) => answer.nextCursor,
    { enabled: behind === null },
  );
  const drill = usePages(
    drillOrders,
    (cursor) => ({ query: { ...(behind ?? { set: 'orders', from: '', until: '' }), cursor } }),
    (answer) => answer.nextCursor,
    { enabled: behind !== null },
  );
  const paging = { list: usePaging(list, JSON.stringify(query)), drill: usePaging(drill, JSON.stringify(behind)) };
  if (behind !== null) return { behind, answer: drill, paging: paging.drill, count: paging.drill.page?.count ?? null };
  return { behind, answer: list, paging: paging.list, count: null };
}

function useOrderColumns(onOpen: (id: string) => void): TableColumnType<OrderView>[] {
  const { orders } = useMessages();
  const format = useFormat();
  const channelName = useChannelName();
  return [
    {
      key: 'number',
      title: orders.column.number,
      render: (_value, order) => (
        <button type="button" className="plain link" onClick={() => onOpen(order.id)}>
          {order.number}
        </button>
      ),
    },
    {
      key: 'placedAt',
      title: orders.column.placedAt,
      className: 'nowrap',
      responsive: ['md'],
      render: (_value, order) => format.instant(order.placedAt),
    },
    { key: 'status', title: orders.column.status, render: (_value, order) => <StatusBadge status={order.status} /> },
    {
      key: 'member',
      title: orders.column.member,
      className: 'nowrap',
      responsive: ['md'],
      render: (_value, order) => <MemberLink {...order} onClick={(event) => event.stopPropagation()} />,
    },
    {
      key: 'place',
      title: orders.column.place,
      responsive: ['lg'],
      render: (_value, order) =>
        [channelName(order.channel), order.store ?? ''].filter((part) => part !== '').join(' · '),
    },
    {
      key: 'goods',
      title: orders.column.goods,
      responsive: ['lg'],
      ellipsis: true,
      width: 320,
      render: (_value, order) => goodsOf(order, orders),
    },
    {
      key: 'total',
      title: orders.column.total,
      className: 'number',
      render: (_value, order) => (
        <>
          {format.money(order.totalMinor, order.currency)}
          {order.refundedMinor > 0 ? (
            <div className="faint">−{format.money(order.refundedMinor, order.currency)}</div>
          ) : null}
        </>
      ),
    },
  ];
}

function useOrderChips(
  view: OrdersView,
  isBehind: boolean,
  change: (changes: OrdersView) => void,
  clear: () => void,
): Chip[] {
  const { orders, common, members } = useMessages();
  const { limit } = useApart(storeWords);
  const { sentence } = orders;
  const channelName = useChannelName();
  if (isBehind) {
    const set = view.set ?? 'orders';
    const value = set === 'channel' ? channelName(view.value ?? null) : (view.value ?? '');
    return [
      {
        key: 'set',
        sentence: [
          members.setSentence(orders.sets[set], value),
          common.range(view.from ?? '', view.to ?? ''),
          ...(view.of ?? []).map((one) => limitText(one, limit)),
        ].join(' · '),
        onRemove: clear,
      },
    ];
  }
  const status = shownStatuses.find((known): known is ShownStatus => known === view.status);
  const placed =
    view.from === undefined && view.to === undefined
      ? null
      : sentence.placed(common.range(view.from ?? '…', view.to ?? '…'));
  const chips: (readonly [string | null, OrdersView])[] = [
    [status === undefined ? null : sentence.status(orders.statuses[status]), { status: undefined }],
    [view.channel === undefined ? null : sentence.channel(channelName(view.channel)), { channel: undefined }],
    [view.store === undefined ? null : sentence.store(view.store), { store: undefined }],
    [view.sku === undefined ? null : sentence.sku(view.sku), { sku: undefined }],
    [view.member === undefined ? null : sentence.member(view.member), { member: undefined }],
    [placed, { from: undefined, to: undefined }],
  ];
  return chips.flatMap(([text, without]) =>
    text === null ? [] : [{ key: Object.keys(without).join(), sentence: text, onRemove: () => change(without) }],
  );
}

/** What was bought, where, by whom, and what came back? */
export function OrdersPage() {
  const { orders, common, home } = useMessages();
  usePageTitle(orders.title);
  const format = useFormat();
  const { view: shown, change, replace } = useView<OrdersView>(paths.orders);
  const { open, ...view } = shown;
  const { behind, answer, paging, count } = useOrders(view);
  const clear = () => replace({});
  const columns = useOrderColumns((id) => change({ open: id }));
  const chips = useOrderChips(view, behind !== null, change, clear);

  return (
    <div className="page">
      <header>
        <h1>
          {orders.title} <span className="count">{count === null ? '' : common.rows(format.count(count))}</span>
        </h1>
        <div className="actions">
          <ImportLink text={home.importOrders} />
        </div>
      </header>
      <div className="list">
        {behind === null ? (
          <div className="list-tools">
            <SearchField
              label={orders.searchLabel}
              placeholder={orders.searchPlaceholder}
              value={view.number ?? ''}
              onChange={(number) => change({ number })}
            />
            <OrderFilters view={view} onApply={replace} />
          </div>
        ) : null}
        <Chips chips={chips} onClear={clear} />
        {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
        <Table<OrderView>
          rowKey="id"
          size="middle"
          columns={columns}
          dataSource={paging.page?.items ?? []}
          loading={answer.isPending || answer.isPlaceholderData}
          pagination={false}
          scroll={{ x: 'max-content' }}
          rowClassName="opens"
          onRow={(order) => ({ onClick: () => change({ open: order.id }) })}
          locale={{ emptyText: !answer.isSuccess ? ' ' : <NoOrders view={view} onClear={clear} /> }}
        />
        <Pager paging={paging} />
      </div>
      {open === undefined ? null : <OrderDrawer orderId={open} onClose={() => change({ open: undefined })} />}
    </div>
  );
}
