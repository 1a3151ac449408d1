import { listOrders } from '@shuke/contract';
import { Link } from 'react-router';
import { useAnswer } from '../../api/use.ts';
import type { Period } from '../../format/period.ts';
import { addDays } from '../../format/zone.ts';
import { useFormat, useMessages } from '../../languages/language.tsx';
import { paths } from '../../paths.ts';
import { useMay } from '../../session.tsx';

/** A period without orders, as after an import of last year's: says when the latest was and leads there. */
export function EmptyPeriod({ period }: { period: Period }) {
  const { home } = useMessages();
  const format = useFormat();
  const answer = useAnswer(listOrders, { query: { limit: 1 } }, { enabled: useMay()('orders.read') });
  const latest = answer.data?.items[0];
  if (latest === undefined) return null;
  const day = format.day(latest.paidAt ?? latest.placedAt);
  if (day >= period.from && day <= period.to) return null;
  return (
    <p className="card row">
      <strong>{home.emptyPeriod}</strong> <span className="soft">{home.emptyPeriodHint(day)}</span>
      <Link to={paths.home({ from: addDays(day, -29), to: day, currency: latest.currency })}>{home.toLatest}</Link>
    </p>
  );
}
