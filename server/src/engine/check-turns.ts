import { type Breach, type Invariant, findBreaches } from '../platform/find-breaches.ts';
import type { Queryable } from '../platform/postgres.ts';

const invariants: readonly Invariant[] = [
  {
    rule: 'turns are numbered without a gap up to that of the shard',
    breaches: `select s.shard, 'turn ' || s.turn || ', recorded ' || t.turns || ' up to ' || t.last
      from engine.shard s, (select count(*) as turns, coalesce(max(number), 0) as last, coalesce(min(number), 1) as first from engine.turn) t
      where s.turn <> t.last or t.turns <> t.last - t.first + 1`,
  },
  {
    rule: 'each turn takes the log up where the last turn of its lane left it',
    breaches: `select number, lane || ':' || from_position || ':' || from_index || ' after ' || until_before from (
      select number, lane, from_position, from_index, lag(until_position || ':' || until_index) over (partition by lane order by number) as until_before
      from engine.turn where lane is not null) as ranges where until_before <> from_position || ':' || from_index`,
  },
  {
    rule: 'ids are given out once: no fact lies beyond what the shard gave out, and turns do not overlap',
    breaches: `select f.id, 'next id is ' || s.next_id from (select max(id) as id from engine.fact) f, engine.shard s where f.id >= s.next_id
      union all
      select number, 'ids from ' || first_fact || ' after ' || next_before from (
        select number, first_fact, lag(next_fact) over (order by number) as next_before from engine.turn) as ids where first_fact < next_before`,
  },
  {
    rule: 'positions of the log follow each other without a gap',
    breaches: `select lane || ':' || position, 'after ' || before from (
      select lane, position, lag(position) over (partition by lane order by position) as before from engine.log) as rows where position <> before + 1`,
  },
];

/** What is wrong in the log and its turns; empty when all invariants hold. Reads whole tables. */
export async function checkTurns(db: Queryable): Promise<Breach[]> {
  return findBreaches(db, invariants);
}
