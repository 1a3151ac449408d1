import { turnModule } from '../../engine/index.ts';
import { findMember, profiles } from '../members/index.ts';
import { beginSummary, countOrder, countRefund, countVisit } from './keep-summary.ts';
import { type RecordBehaviour, behaviourNeeds, recordBehaviour } from './record-behaviour.ts';
import type { orderFact } from './record-order.ts';
import { type RecordOrder, recordOrder, recordOrderNeeds, recordOrderSubject } from './record-order.ts';
import { type RefundOrder, refundNeeds, refundOrder, refundSubject } from './refund-order.ts';
import { type DescribeStore, describeStore } from './describe-store.ts';
import { baredOrders, orders, places, summaries } from './store.ts';

type OrderStep = { readonly order: number; readonly number: string; readonly channel: string };

declare module '../../engine/input.ts' {
  interface Inputs {
    'order.record': RecordOrder;
    'order.refund': RefundOrder;
    'behaviour.record': RecordBehaviour;
    'store.describe': DescribeStore;
  }
}

declare module '../../engine/facts.ts' {
  interface Facts {
    'order.placed': ReturnType<typeof orderFact>;
    'order.paid': ReturnType<typeof orderFact>;
    'order.shipped': OrderStep;
    'order.completed': OrderStep;
    'order.cancelled': OrderStep;
    'order.refunded': OrderStep & {
      readonly store: string | null;
      readonly currency: string;
      readonly refund: string;
      readonly amountMinor: number;
      readonly totalMinor: number;
      /** All refunds of the order so far, this one included. */
      readonly refundedMinor: number;
      readonly isFull: boolean;
      readonly paidAt: string;
      readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly amountMinor: number }[];
    };
    'behaviour.recorded': {
      readonly event: string;
      readonly channel: string | null;
      readonly store: string | null;
      readonly sku: string | null;
      readonly category: string | null;
    };
  }
}

export const activityModule = turnModule({
  name: 'activity',
  collections: [orders, summaries, places],
  journals: [baredOrders],
  perSubject: [summaries],
  inputs: {
    'order.record': { needs: recordOrderNeeds, subject: recordOrderSubject, decide: recordOrder },
    'order.refund': { needs: refundNeeds, subject: refundSubject, decide: refundOrder },
    'store.describe': { needs: ({ name }) => [[places, `store:${name}`]], decide: describeStore },
    'behaviour.record': {
      needs: behaviourNeeds,
      subject: (read, body) => findMember(read, body.ref),
      reads: [profiles, summaries],
      decide: recordBehaviour,
    },
  },
  on: {
    'member.joined': beginSummary,
    'order.paid': countOrder,
    'order.refunded': countRefund,
    'behaviour.recorded': countVisit,
    'member.erased': (scope, { subject }) => scope.add(baredOrders, subject),
  },
});
