import { type Breach, type Invariant, findBreaches } from '../../platform/find-breaches.ts';
import { minorDigits } from '../../platform/money.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';
import { ladder } from './tier.ts';

const invariants: readonly Invariant[] = [
  {
    rule: 'all points accounts, of members and of the shop, sum to 0',
    breaches: `select 'all accounts', 'sum ' || total from (
      select (select coalesce(sum(balance), 0) from loyalty.account) + (select coalesce(sum(balance), 0) from loyalty.shop_account) as total) as books where total <> 0`,
  },
  {
    rule: "the shop's account is the other side of every entry",
    breaches: `select coalesce(s.code, e.contra), 'account ' || coalesce(s.balance, 0) || ', entries ' || -coalesce(e.points, 0)
      from loyalty.shop_account s full join (select contra, sum(points) as points from loyalty.entry group by contra) e on e.contra = s.code
      where coalesce(s.balance, 0) <> -coalesce(e.points, 0)`,
  },
  {
    rule: 'a member has as many points as the entries say, earned and taken back likewise',
    breaches: `select coalesce(a.member_id, e.member_id), 'account ' || coalesce(a.balance::text, 'missing') || ', entries ' || coalesce(e.points, 0)
      from loyalty.account a full join (
        select member_id, sum(points) as points, sum(greatest(points, 0)) as earned, sum(greatest(-points, 0)) as reversed from loyalty.entry group by member_id
      ) e using (member_id)
      where a.member_id is null or a.balance <> coalesce(e.points, 0) or a.earned <> coalesce(e.earned, 0) or a.reversed <> coalesce(e.reversed, 0)`,
  },
  {
    rule: 'a member has as many points as are left in the lots',
    breaches: `select coalesce(a.member_id, l.member_id), 'account ' || coalesce(a.balance::text, 'missing') || ', lots ' || coalesce(l.remaining, 0)
      from loyalty.account a full join (select member_id, sum(remaining) as remaining from loyalty.lot group by member_id) l using (member_id)
      where a.balance is distinct from coalesce(l.remaining, 0)`,
  },
  {
    rule: 'a lot never holds more than came in, nor less than nothing',
    breaches: `select id, remaining || ' of ' || points from loyalty.lot where remaining < 0 or remaining > points`,
  },
  {
    rule: 'each entry states the balance after it',
    breaches: `select id, 'balance ' || balance || ', entries so far ' || so_far from (
      select id, balance, sum(points) over (partition by member_id order by id) as so_far from loyalty.entry) as run where balance <> so_far`,
  },
  {
    rule: 'each entry is stated by one fact of the same cause, and no fact states another',
    breaches: `select coalesce(e.id, f.entry), case when e.id is null then 'fact without entry' when f.entry is null then 'entry without fact' else 'they differ' end
      from loyalty.entry e full join (
        select (body->>'entry')::bigint as entry, (body->>'points')::bigint as points, subject, cause from engine.fact_view where kind = 'points.posted'
      ) f on f.entry = e.id
      where e.id is null or f.entry is null or e.member_id <> f.subject or e.points <> f.points or e.cause <> f.cause`,
  },
  {
    rule: "a member's spend is the sum of the days it rests on",
    breaches: `select member_id, 'spend ' || spend_minor || ', days ' || in_days from (
      select member_id, spend_minor, (select coalesce(sum((day->>1)::bigint), 0) from json_array_elements(days) as day) as in_days from loyalty.standing
    ) as stood where spend_minor <> in_days`,
  },
  {
    rule: 'every member with an account has a standing, and the other way round',
    breaches: `select coalesce(a.member_id, s.member_id), case when s.member_id is null then 'no standing' else 'no account' end
      from loyalty.account a full join loyalty.standing s using (member_id) where a.member_id is null or s.member_id is null`,
  },
];

/** The ladder in minor units, for the currencies that occur: a tier is held from its threshold up to that of the next. */
async function tierInvariant(db: Queryable): Promise<Invariant> {
  const currencies = await rowsOf<{ currency: string }>(db, 'select distinct currency from loyalty.standing');
  const rungs = currencies.flatMap(({ currency }) =>
    ladder.map((tier, i) => {
      const unit = 10 ** minorDigits(currency);
      const next = ladder[i + 1];
      return { currency, tier: tier.code, from: tier.fromSpend * unit, below: next ? next.fromSpend * unit : null };
    }),
  );
  return {
    rule: 'each member stands on the tier that the spend says',
    breaches: `select s.member_id, s.tier || ' at ' || s.spend_minor || ' ' || s.currency
      from loyalty.standing s left join json_to_recordset($1::json) as rung (currency text, tier text, "from" bigint, below bigint) on rung.currency = s.currency and rung.tier = s.tier
      where rung.tier is null or (rung."from" > 0 and s.spend_minor < rung."from") or s.spend_minor >= rung.below`,
    values: [JSON.stringify(rungs)],
  };
}

/** What is wrong in the books of points and tiers; empty when all invariants hold. Reads whole tables: for tests, benchmarks and operators. */
export async function checkLedger(db: Queryable): Promise<Breach[]> {
  return findBreaches(db, [...invariants, await tierInvariant(db)]);
}
