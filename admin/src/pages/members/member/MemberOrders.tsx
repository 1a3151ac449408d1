import { listOrders, type OrderView } from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { usePages } from '../../../api/use.ts';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { useChannelName } from '../../../components/use-names.ts';
import { useFormat, useMessages } from '../../../languages/language.tsx';
import { OrderDrawer } from '../../orders/OrderDrawer.tsx';
import { goodsOf } from '../../orders/goods.ts';
import { StatusBadge } from '../../orders/StatusBadge.tsx';

export function MemberOrders({ memberId }: { memberId: string }) {
  const { members, orders: words, common } = useMessages();
  const format = useFormat();
  const channelName = useChannelName();
  const [open, setOpen] = useState<OrderView | null>(null);
  const answer = usePages(
    listOrders,
    (cursor) => ({ query: { member: memberId, cursor } }),
    (page) => page.nextCursor,
  );
  const orders = answer.data?.pages.flatMap((page) => page.items) ?? [];

  if (answer.isError) return <Failure error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.isPending) return <Skeleton height={320} />;
  if (orders.length === 0) return <Empty title={members.member.ordersEmpty} />;
  return (
    <div className="sideways">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{words.column.number}</th>
            <th scope="col">{words.column.status}</th>
            <th scope="col">{words.column.goods}</th>
            <th scope="col" className="number">
              {words.column.total}
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.id}>
              <td className="nowrap">
                <button type="button" className="plain link" onClick={() => setOpen(order)}>
                  {order.number}
                </button>
                <div className="faint">
                  {format.instant(order.placedAt)} · {channelName(order.channel)}
                </div>
              </td>
              <td>
                <StatusBadge status={order.status} />
              </td>
              <td>{goodsOf(order, words)}</td>
              <td className="number">
                {format.money(order.totalMinor, order.currency)}
                {order.refundedMinor > 0 ? (
                  <div className="faint">−{format.money(order.refundedMinor, order.currency)}</div>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {answer.hasNextPage ? (
        <Button block loading={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
          {common.more}
        </Button>
      ) : null}
      {open === null ? null : <OrderDrawer orderId={open.id} onClose={() => setOpen(null)} />}
    </div>
  );
}
