import { getOrder, type OrderView } from '@shuke/contract';
import { Drawer } from 'antd';
import { Link } from 'react-router';
import { useAnswer } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { MemberLink } from '../../components/MemberLink.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useChannelName } from '../../components/use-names.ts';
import { useFormat, useMessages } from '../../languages/language.tsx';
import { paths } from '../../paths.ts';
import { StatusBadge } from './StatusBadge.tsx';

export function OrderDrawer({ orderId, onClose }: { orderId: string; onClose: () => void }) {
  const { orders } = useMessages();
  const answer = useAnswer(getOrder, { params: { id: orderId } });
  return (
    <Drawer
      open
      title={answer.data === undefined ? orders.title : orders.drawer.title(answer.data.number)}
      onClose={onClose}
      size={640}
      styles={{ wrapper: { maxWidth: '100vw' } }}
    >
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={320} /> : null}
      {answer.data === undefined ? null : <OrderDetails order={answer.data} />}
    </Drawer>
  );
}

function OrderDetails({ order }: { order: OrderView }) {
  const { orders } = useMessages();
  const words = orders.drawer;
  const format = useFormat();
  const channelName = useChannelName();
  return (
    <div className="stack">
      <dl className="pairs">
        <dt>{orders.column.status}</dt>
        <dd>
          <StatusBadge status={order.status} />
        </dd>
        <dt>{words.member}</dt>
        <dd>
          <MemberLink {...order} />
        </dd>
        <dt>{words.placedAt}</dt>
        <dd>{format.exact(order.placedAt)}</dd>
        {order.paidAt === null ? null : (
          <>
            <dt>{words.paidAt}</dt>
            <dd>{format.exact(order.paidAt)}</dd>
          </>
        )}
        <dt>{words.channel}</dt>
        <dd>{channelName(order.channel)}</dd>
        {order.store === null ? null : (
          <>
            <dt>{words.store}</dt>
            <dd>{order.store}</dd>
          </>
        )}
      </dl>
      <Lines order={order} />
      <Sums order={order} />
      <section>
        <h2>{words.payments}</h2>
        {order.payments.length === 0 ? <p className="soft">{words.noPayments}</p> : null}
        <dl className="pairs">
          {order.payments.map((payment, at) => (
            <div key={at} className="key">
              <dt>{orders.methods[payment.method] ?? payment.method}</dt>
              <dd>
                {format.money(payment.amountMinor, order.currency)}{' '}
                {payment.at === null ? null : <span className="faint">{format.exact(payment.at)}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      {order.refunds.length === 0 ? null : (
        <section>
          <h2>{words.refunds}</h2>
          <dl className="pairs">
            {order.refunds.map((refund) => (
              <div key={refund.refund} className="key">
                <dt>{refund.refund}</dt>
                <dd>
                  {format.money(refund.amountMinor, order.currency)}{' '}
                  <span className="faint">
                    {[format.exact(refund.at), refund.reason ?? ''].filter((part) => part !== '').join(' · ')}
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}

const amountOf = (line: OrderView['lines'][number]) => line.quantity * line.unitPriceMinor - line.discountMinor;

function Lines({ order }: { order: OrderView }) {
  const words = useMessages().orders.drawer;
  const format = useFormat();
  const money = (minor: number) => format.money(minor, order.currency);
  return (
    <section className="sideways">
      <table className="table" aria-label={words.lines}>
        <thead>
          <tr>
            <th scope="col">{words.product}</th>
            <th scope="col" className="number">
              {words.quantity}
            </th>
            <th scope="col" className="number">
              {words.unitPrice}
            </th>
            <th scope="col" className="number">
              {words.amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {order.lines.map((line, at) => (
            <tr key={at}>
              <td>
                <Link to={paths.orders({ sku: line.sku })}>{line.name ?? line.sku}</Link>
                <div className="faint">{[line.sku, line.category ?? ''].filter((part) => part !== '').join(' · ')}</div>
              </td>
              <td className="number">
                {format.count(line.quantity)}
                {line.refundedQuantity > 0 ? (
                  <div className="faint trouble">{words.returned(format.count(line.refundedQuantity))}</div>
                ) : null}
              </td>
              <td className="number">{money(line.unitPriceMinor)}</td>
              <td className="number">
                {money(amountOf(line))}
                {line.discountMinor > 0 ? (
                  <div className="faint">
                    {words.discount} −{money(line.discountMinor)}
                  </div>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Sums({ order }: { order: OrderView }) {
  const words = useMessages().orders.drawer;
  const format = useFormat();
  const goodsMinor = order.lines.reduce((sum, line) => sum + amountOf(line), 0);
  const sums = [
    [words.goodsTotal, goodsMinor, true],
    [words.orderDiscount, -order.discountMinor, order.discountMinor > 0],
    [words.shipping, order.shippingMinor, order.shippingMinor > 0],
    [words.tax, order.taxMinor, order.taxMinor > 0],
    [words.total, order.totalMinor, true],
    [words.refundedTotal, -order.refundedMinor, order.refundedMinor > 0],
    [words.kept, order.totalMinor - order.refundedMinor, order.refundedMinor > 0],
  ] as const;
  return (
    <dl className="pairs sums">
      {sums.map(([name, minor, isShown]) =>
        isShown ? (
          <div key={name} className="key">
            <dt>{name}</dt>
            <dd>
              {name === words.total ? (
                <strong>{format.money(minor, order.currency)}</strong>
              ) : (
                format.money(minor, order.currency)
              )}
            </dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
