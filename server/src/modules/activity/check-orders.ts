import { type Breach, type Invariant, findBreaches } from '../../platform/find-breaches.ts';
import type { Queryable } from '../../platform/postgres.ts';

const invariants: readonly Invariant[] = [
  {
    rule: "an order's money reconciles to the last minor unit",
    breaches: `select id, 'total ' || total_minor || ', lines and extras ' || expected from (
      select id, total_minor, shipping_minor + tax_minor - discount_minor + (
        select sum((line->>'quantity')::bigint * (line->>'unitPriceMinor')::bigint - (line->>'discountMinor')::bigint) from json_array_elements(lines) as line) as expected
      from activity."order") as counted where total_minor is distinct from expected`,
  },
  {
    rule: 'an order has given back what its refunds say, and never more than was paid',
    breaches: `select id, 'refunded ' || refunded_minor || ' of ' || total_minor || ', refunds ' || in_refunds from (
      select id, refunded_minor, total_minor, paid_at, (select coalesce(sum((one->>'amountMinor')::bigint), 0) from json_array_elements(refunds) as one) as in_refunds
      from activity."order") as counted
      where refunded_minor <> in_refunds or refunded_minor > total_minor or (refunded_minor > 0 and paid_at is null)`,
  },
  {
    rule: 'no line came back more often than it was sold',
    breaches: `select id, line->>'sku' from activity."order", json_array_elements(lines) as line where (line->>'refundedQuantity')::bigint > (line->>'quantity')::bigint`,
  },
  {
    rule: 'each paid order is stated by one fact order.paid, and no fact states another',
    breaches: `select coalesce(o.id, f.order_id), 'stated ' || coalesce(f.times, 0) || ' times' from (select * from activity."order" where paid_at is not null) o full join (
        select (body->>'order')::bigint as order_id, count(*) as times, max(subject) as subject, sum((body->>'totalMinor')::bigint) as total_minor
        from engine.fact_view where kind = 'order.paid' group by 1) f on f.order_id = o.id
      where o.id is null or f.times is distinct from 1 or f.subject <> coalesce(o.member_id, 0) or f.total_minor <> o.total_minor`,
  },
  {
    rule: 'the facts order.refunded state all money given back',
    breaches: `select coalesce(o.id, f.order_id), 'refunded ' || coalesce(o.refunded_minor::text, 'unknown') || ', facts ' || coalesce(f.amount_minor, 0)
      from activity."order" o full join (
        select (body->>'order')::bigint as order_id, sum((body->>'amountMinor')::bigint) as amount_minor from engine.fact_view where kind = 'order.refunded' group by 1
      ) f on f.order_id = o.id where o.refunded_minor is distinct from coalesce(f.amount_minor, 0)`,
  },
  {
    rule: "a member's summary is what the paid orders amount to",
    breaches: `select coalesce(s.member_id, o.member_id), 'orders ' || coalesce(s.orders, 0) || ' and ' || coalesce(s.spent_minor, 0) || ', counted ' || coalesce(o.orders, 0) || ' and ' || coalesce(o.spent_minor, 0)
      from activity.summary s full join (
        select o.member_id, count(*) as orders, coalesce(sum(o.total_minor - o.refunded_minor) filter (where o.currency = s.currency), 0) as spent_minor,
          min(o.paid_at) as first_at, max(o.paid_at) as last_at
        from activity."order" o left join activity.summary s using (member_id) where o.member_id is not null and o.paid_at is not null group by o.member_id
      ) o using (member_id)
      where s.member_id is null or s.orders <> coalesce(o.orders, 0) or s.spent_minor <> coalesce(o.spent_minor, 0)
        or s.first_order_at is distinct from o.first_at or s.last_order_at is distinct from o.last_at`,
  },
];

/** What is wrong in orders, their facts and the members' summaries; empty when all invariants hold. Reads whole tables. */
export async function checkOrders(db: Queryable): Promise<Breach[]> {
  return findBreaches(db, invariants);
}
