import type { Fact, Facts, Scope } from '../../engine/index.ts';
import type { Zone } from '../../platform/zone.ts';
import { type Standing, standings } from './store.ts';
import {
  type DaySpend,
  addSpend,
  ladder,
  nextTier,
  spendOf,
  tierEndsAt,
  tierFor,
  tierOf,
  withinWindow,
} from './tier.ts';

const TIER_REVIEW = 'tier.review';

/** Decisions on tiers, for one business zone. */
export function tierReview(zone: Zone) {
  /** Puts the member where the spend of the window says, and sets the timer for when it would next fall. */
  function review(
    scope: Scope,
    member: number,
    before: Standing,
    days: readonly DaySpend[],
    currency: string,
    reason: string,
  ): void {
    const counted = withinWindow(days, zone.dayOf(scope.now), zone);
    const spendMinor = spendOf(counted);
    const tier = tierFor(spendMinor, currency);
    const until = tierEndsAt(counted, tier, currency, zone);
    const isChanged = tier.code !== before.tier;
    scope.set(standings, member, {
      tier: tier.code,
      since: isChanged ? scope.now : before.since,
      until,
      spendMinor,
      currency,
      days: counted,
    });
    if (until === null) scope.clearTimer(member, TIER_REVIEW, '');
    else scope.setTimer(member, TIER_REVIEW, '', until, { member });
    if (isChanged)
      scope.emit('tier.changed', member, { from: before.tier, to: tier.code, spendMinor, currency, reason });
  }

  return {
    begin(scope: Scope, fact: Fact): void {
      scope.set(standings, fact.subject, noStanding);
    },
    onPaid(scope: Scope, { subject, at, body }: Fact<Facts['order.paid']>): void {
      if (subject === 0) return;
      const before = scope.get(standings, subject) ?? noStanding;
      const counted = withinWindow(before.days, zone.dayOf(scope.now), zone);
      // Spend counts in one currency: that of the first purchase in the window.
      const currency = counted.length === 0 ? body.currency : before.currency;
      const days = currency === body.currency ? addSpend(counted, zone.dayOf(at), body.totalMinor) : counted;
      review(scope, subject, before, days, currency, `order ${body.channel}/${body.number}`);
      replyTier(scope, subject);
    },
    onRefunded(scope: Scope, { subject, body }: Fact<Facts['order.refunded']>): void {
      if (subject === 0) return;
      const before = scope.get(standings, subject) ?? noStanding;
      const day = zone.dayOf(Date.parse(body.paidAt));
      // A purchase that left the window, or never counted, cannot be taken out of it.
      const isCounted = body.currency === before.currency && before.days.some(([other]) => other === day);
      const days = isCounted ? addSpend(before.days, day, -body.amountMinor) : before.days;
      review(scope, subject, before, days, before.currency, `refund ${body.channel}/${body.number}/${body.refund}`);
    },
    onTimer(scope: Scope, { member }: { readonly member: number }): void {
      const before = scope.get(standings, member);
      if (before) review(scope, member, before, before.days, before.currency, 'window');
    },
  };
}

export const noStanding: Standing = {
  tier: ladder[0].code,
  since: null,
  until: null,
  spendMinor: 0,
  currency: 'CNY',
  days: [],
};

export function replyTier(scope: Scope, member: number): void {
  if (member === 0) return;
  const own = scope.get(standings, member) ?? noStanding;
  const tier = tierOf(own.tier);
  const next = nextTier(own.spendMinor, own.currency);
  scope.reply('tier', {
    code: tier.code,
    name: tier.name,
    next: next && { code: next.tier.code, name: next.tier.name, missingMinor: next.missingMinor },
  });
}
