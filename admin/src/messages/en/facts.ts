import type { Messages } from '../messages.ts';

const following = (goods: string) => (goods === '' ? '' : `: ${goods}`);

export const facts: Messages['facts'] = {
  'order.placed': (order, amount, goods) => `Placed order ${order}, ${amount}${following(goods)}`,
  'order.paid': (order, amount, goods) => `Paid ${amount}, order ${order}${following(goods)}`,
  'order.shipped': (order) => `Order ${order} shipped`,
  'order.completed': (order) => `Order ${order} completed`,
  'order.cancelled': (order) => `Order ${order} cancelled`,
  'order.refunded': (order, amount) => `Refunded ${amount}, order ${order}`,
  'order.refundedInFull': (order, amount) => `Refunded in full, ${amount}, order ${order}`,
  'points.earned': (points, balance) => `Earned ${points} points, balance ${balance}`,
  'points.reversed': (points, balance) => `${points} points taken back, balance ${balance}`,
  'points.granted': (points, balance) => `Granted ${points} points by hand, balance ${balance}`,
  'tier.rose': (from, to, spend) => `Rose from ${from} to ${to} (${spend} spent in 12 months)`,
  'tier.fell': (from, to, spend) => `Fell from ${from} to ${to} (${spend} spent in 12 months)`,
  'member.joined': (channel, by) =>
    `Joined${channel === '' ? '' : ` by ${channel}`}${by === '' ? '' : ` (known by ${by})`}`,
  'member.updated': (fields) => `Profile updated: ${fields}`,
  'identifier.added': (kind) => `Identifier added: ${kind}`,
  'consent.given': (what, policy) => `Consented to ${what}${policy === '' ? '' : `, under ${policy}`}`,
  'consent.withdrawn': (what) => `Withdrew consent to ${what}`,
  other: (kind) => `Event ${kind}`,
  goods: (first, count) => (count > 1 ? `${first} and ${count - 1} more` : first),
  because: {
    order: (order) => `because of order ${order}`,
    refund: (order) => `because of a refund of order ${order}`,
    window: 'because spend of 12 months ago no longer counts',
    grant: 'by staff',
  },
  behaviour: {
    product_viewed: (what) => `Viewed ${what}`,
    product_added: (what) => `Added ${what} to the cart`,
    checkout_started: (what) => `Began checkout of ${what}`,
    checkin: () => 'Checked in',
    share: (what) => `Shared ${what}`,
    content_viewed: (what) => `Read ${what}`,
    review_submitted: (what) => `Reviewed ${what}`,
  },
  didOther: (event, what) => `Did ${event}${following(what)}`,
  somewhere: 'a product',
  fields: {
    name: 'name',
    gender: 'gender',
    birthday: 'birthday',
    region: 'region',
    language: 'language',
    joinedAt: 'joining time',
  },
};
