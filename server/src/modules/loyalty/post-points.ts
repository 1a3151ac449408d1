import type { Fact, Facts, Scope } from '../../engine/index.ts';
import { type Account, type EntryKind, type Note, accounts, entries, lots, shopAccounts } from './store.ts';
import { pointsFor, pointsKept } from './points.ts';

const noAccount: Account = { balance: 0, earned: 0, reversed: 0 };

/** The shop's account that all points come from and go back to. */
export const ISSUED = 'issued';

interface Posting {
  readonly member: number;
  readonly kind: EntryKind;
  /** Signed: negative takes back. */
  readonly points: number;
  readonly origin: string;
  readonly order: { readonly channel: string; readonly number: string } | null;
  readonly reason: object;
  readonly note?: Note;
}

/** One double entry: what goes to the member comes from the shop's account, so that all accounts always sum to 0. */
function post(
  scope: Scope,
  { member, kind, points, origin, order, reason, note }: Posting,
): { id: number; balance: number } {
  const own = scope.get(accounts, member) ?? noAccount;
  const balance = own.balance + points;
  const id = scope.newId();
  scope.set(accounts, member, {
    balance,
    earned: own.earned + (points > 0 ? points : 0),
    reversed: own.reversed + (points < 0 ? -points : 0),
  });
  scope.set(shopAccounts, ISSUED, (scope.get(shopAccounts, ISSUED) ?? 0) - points);
  scope.add(entries, {
    id,
    memberId: member,
    contra: ISSUED,
    kind,
    points,
    balance,
    at: scope.now,
    cause: scope.cause,
    origin,
    reason: { ...reason, order },
    note: note ?? null,
  });
  scope.emit('points.posted', member, { entry: id, points, balance, kind, order });
  return { id, balance };
}

export const balanceOf = (scope: Scope, member: number): number => scope.get(accounts, member)?.balance ?? 0;

/** Every member has an account from the first day. */
export function openAccount(scope: Scope, fact: Fact): void {
  scope.set(accounts, fact.subject, noAccount);
}

/** A paid order earns its points, in a lot of its own. */
export function earnForOrder(scope: Scope, fact: Fact<Facts['order.paid']>): void {
  if (fact.subject === 0) return;
  const { order, number, channel, totalMinor, currency } = fact.body;
  const earned = pointsFor(totalMinor, currency);
  if (earned > 0) {
    scope.set(lots, order, {
      memberId: fact.subject,
      points: earned,
      remaining: earned,
      earnedAt: fact.at,
      expiresAt: null,
    });
    post(scope, {
      member: fact.subject,
      kind: 'earn',
      points: earned,
      origin: `order ${channel}/${number}`,
      order: { channel, number },
      reason: { totalMinor, currency },
    });
  }
  scope.reply('points', { earned, balance: balanceOf(scope, fact.subject) });
}

/** A refund takes back the order's points in proportion to the money. */
export function reverseForOrder(scope: Scope, fact: Fact<Facts['order.refunded']>): void {
  if (fact.subject === 0) return;
  const { order, number, channel, refund, totalMinor, refundedMinor, amountMinor, currency } = fact.body;
  const lot = scope.get(lots, order);
  let reversed = 0;
  if (lot) {
    const keptBefore = pointsKept(lot.points, totalMinor, refundedMinor - amountMinor);
    reversed = keptBefore - pointsKept(lot.points, totalMinor, refundedMinor);
    if (reversed > 0) {
      scope.set(lots, order, { ...lot, remaining: Math.max(0, lot.remaining - reversed) });
      post(scope, {
        member: fact.subject,
        kind: 'reverse',
        points: -reversed,
        origin: `refund ${channel}/${number}/${refund}`,
        order: { channel, number },
        reason: { amountMinor, totalMinor, currency, earned: lot.points },
      });
    }
  }
  scope.reply('reversed', { reversed, balance: balanceOf(scope, fact.subject) });
}

export interface Grant {
  readonly member: number;
  readonly points: number;
  readonly reason: string;
  /** By name, which rests sealed with the reason. */
  readonly by: string;
  /** Without a name of a person; what was asked of an earlier version has none. */
  readonly caller?: string;
}

/** Points that staff give by hand. */
export function grantPoints(scope: Scope, body: Grant) {
  const origin = `grant by ${body.caller ?? 'staff'}`;
  const { id, balance } = post(scope, {
    member: body.member,
    kind: 'grant',
    points: body.points,
    origin,
    order: null,
    reason: {},
    note: { text: body.reason, by: body.by },
  });
  scope.set(lots, id, {
    memberId: body.member,
    points: body.points,
    remaining: body.points,
    earnedAt: scope.now,
    expiresAt: null,
  });
  return { entry: String(id), points: body.points, balance };
}

/** Tells, with the answer of an order's step, what the order earned and what the member has now. */
export function replyPoints(scope: Scope, fact: Fact<{ readonly order: number }>): void {
  if (fact.subject === 0) return;
  scope.reply('points', {
    earned: scope.get(lots, fact.body.order)?.points ?? 0,
    balance: balanceOf(scope, fact.subject),
  });
}
