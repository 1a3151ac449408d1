import type { Fact, Facts, Scope } from '../../engine/index.ts';
import { seePlace } from './see-place.ts';
import { type Summary, noSummary, summaries } from './store.ts';

const of = (scope: Scope, member: number): Summary => scope.get(summaries, member) ?? noSummary;

/** Every member has a row, so that lists sorted by spend or last order show all; and where they joined is heard of. */
export function beginSummary(scope: Scope, { subject, body }: Fact<Facts['member.joined']>): void {
  scope.set(summaries, subject, noSummary);
  if (body.channel) seePlace(scope, 'channel', body.channel);
  if (body.store) seePlace(scope, 'store', body.store);
}

export function countOrder(scope: Scope, fact: Fact<{ totalMinor: number; currency: string }>): void {
  if (fact.subject === 0) return;
  const own = of(scope, fact.subject);
  const isCounted = own.currency === null || own.currency === fact.body.currency;
  scope.set(summaries, fact.subject, {
    orders: own.orders + 1,
    spentMinor: own.spentMinor + (isCounted ? fact.body.totalMinor : 0),
    currency: own.currency ?? fact.body.currency,
    firstOrderAt: Math.min(own.firstOrderAt ?? fact.at, fact.at),
    lastOrderAt: Math.max(own.lastOrderAt ?? fact.at, fact.at),
    lastSeenAt: Math.max(own.lastSeenAt ?? fact.at, fact.at),
  });
}

export function countRefund(scope: Scope, fact: Fact<{ amountMinor: number; currency: string }>): void {
  if (fact.subject === 0) return;
  const own = of(scope, fact.subject);
  if (own.currency !== fact.body.currency) return;
  scope.set(summaries, fact.subject, { ...own, spentMinor: own.spentMinor - fact.body.amountMinor });
}

export function countVisit(scope: Scope, fact: Fact): void {
  if (fact.subject === 0) return;
  const own = of(scope, fact.subject);
  if ((own.lastSeenAt ?? 0) < fact.at) scope.set(summaries, fact.subject, { ...own, lastSeenAt: fact.at });
}
