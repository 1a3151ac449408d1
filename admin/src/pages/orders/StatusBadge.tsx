import type { ShownStatus } from '@shuke/contract';
import { useMessages } from '../../languages/language.tsx';
import './orders.css';

/** Colour says only whether money came, is still to come, or went back. */
const tones = {
  pending: 'waiting',
  paid: 'good',
  shipped: 'good',
  completed: 'good',
  cancelled: 'quiet',
  refunded: 'back',
  partiallyRefunded: 'back',
} as const satisfies Record<ShownStatus, string>;

export function StatusBadge({ status }: { status: ShownStatus }) {
  const { orders } = useMessages();
  return <span className={`badge badge-${tones[status]}`}>{orders.statuses[status]}</span>;
}
