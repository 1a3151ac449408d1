import { type Fact, type Scope, turnModule } from '../../engine/index.ts';
import { Problem } from '../../platform/problem.ts';
import type { Zone } from '../../platform/zone.ts';
import { findMember, needsOfRef } from '../members/index.ts';
import {
  type Grant,
  earnForOrder,
  grantPoints,
  ISSUED,
  openAccount,
  replyPoints,
  reverseForOrder,
} from './post-points.ts';
import { replyTier, tierReview } from './review-tier.ts';
import { type EntryKind, accounts, droppedNotes, entries, lots, shopAccounts, standings } from './store.ts';

declare module '../../engine/input.ts' {
  interface Inputs {
    'points.grant': Grant;
    'tier.review': { readonly member: number };
  }
}

declare module '../../engine/facts.ts' {
  interface Facts {
    'points.posted': {
      readonly entry: number;
      /** Signed. */
      readonly points: number;
      readonly balance: number;
      readonly kind: EntryKind;
      readonly order: { readonly channel: string; readonly number: string } | null;
    };
    'tier.changed': {
      readonly from: string;
      readonly to: string;
      readonly spendMinor: number;
      readonly currency: string;
      readonly reason: string;
    };
  }
}

function reply(scope: Scope, fact: Fact<{ readonly order: number }>): void {
  replyPoints(scope, fact);
  replyTier(scope, fact.subject);
}

const refOf = (member: number) => ({ id: member, identifiers: [] });

export function loyaltyModule(zone: Zone) {
  const tier = tierReview(zone);
  return turnModule({
    name: 'loyalty',
    collections: [accounts, shopAccounts, lots, standings],
    journals: [entries, droppedNotes],
    perSubject: [accounts, standings],
    inputs: {
      'points.grant': {
        needs: ({ member }) => [...needsOfRef(refOf(member)), [shopAccounts, ISSUED]],
        subject: (read, { member }) => findMember(read, refOf(member)),
        reads: [accounts],
        decide(scope, body) {
          if (!Number.isSafeInteger(body.points) || body.points < 1)
            throw new Problem('points.amount', 'A grant must be a whole number of points, at least 1.');
          findMember(scope, refOf(body.member));
          return grantPoints(scope, body);
        },
        weigh: (_, { points }) => points,
      },
      'tier.review': { subject: (_, { member }) => member, decide: tier.onTimer },
    },
    on: {
      'member.joined': (scope, fact) => {
        openAccount(scope, fact);
        tier.begin(scope, fact);
      },
      'order.placed': reply,
      'order.shipped': reply,
      'order.completed': reply,
      'order.cancelled': reply,
      'order.paid': (scope, fact) => {
        earnForOrder(scope, fact);
        tier.onPaid(scope, fact);
      },
      'order.refunded': (scope, fact) => {
        reverseForOrder(scope, fact);
        tier.onRefunded(scope, fact);
      },
      'member.erased': (scope, { subject }) => scope.add(droppedNotes, subject),
    },
  });
}
