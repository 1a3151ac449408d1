import assert from 'node:assert/strict';
import type { Database } from '../src/platform/database.ts';
import { collection, journal } from '../src/engine/collection.ts';
import { counters } from '../src/engine/counters.ts';
import { type Answer, type Input, input } from '../src/engine/input.ts';
import { keys } from '../src/engine/keys.ts';
import { turnModule } from '../src/engine/module.ts';
import { replayTurns } from '../src/engine/replay.ts';
import { timers } from '../src/engine/timers.ts';
import { numberArray, textArray } from '../src/platform/binary-arrays.ts';
import { rowsOf } from '../src/platform/postgres.ts';
import { Problem } from '../src/platform/problem.ts';

declare module '../src/engine/input.ts' {
  interface Inputs {
    'bank.deposit': { readonly to: number; readonly n: number };
    'bank.withdraw': { readonly from: number; readonly n: number };
    'bank.transfer': { readonly from: number; readonly to: number; readonly n: number };
    'bank.remind': { readonly who: number; readonly inMs: number };
    'bank.ring': { readonly who: number };
    'bank.spin': { readonly who: number };
    'bank.fuse': { readonly who: number; readonly inMs: number };
    'bank.pass': { readonly from: number; readonly to: number };
    'bank.claim': { readonly who: number };
    'bank.break': { readonly who: number };
    'bank.poison': { readonly who: number };
  }
}

declare module '../src/engine/facts.ts' {
  interface Facts {
    'bank.moved': { readonly n: number };
    'bank.rang': { readonly now: number };
    'bank.claimed': { readonly left: number };
  }
}

/** A module as small as can be: balances, a journal, a timer, a shared limit. */
const balances = collection<number, number>({
  name: 'bank.balance',
  keep: 3,
  async load(db, ids) {
    const rows = await rowsOf<{ id: string; n: string }>(
      db,
      'select id, n from bank.balance where id = any($1::bigint[])',
      [numberArray(ids)],
    );
    return rows.map((row) => [Number(row.id), Number(row.n)] as const);
  },
  save: (changed) => [
    {
      name: 'bank.balance',
      text: 'insert into bank.balance (id, n) select * from unnest($1::bigint[], $2::bigint[]) on conflict (id) do update set n = excluded.n',
      values: [numberArray(changed.map(([id]) => id)), numberArray(changed.map(([, n]) => n))],
    },
  ],
});
const moves = journal<{ id: number; who: number; n: number; note: string }>({
  name: 'bank.move',
  save: (rows) => [
    {
      name: 'bank.move',
      text: 'insert into bank.move (id, who, n, note) select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])',
      values: [
        numberArray(rows.map((row) => row.id)),
        numberArray(rows.map((row) => row.who)),
        numberArray(rows.map((row) => row.n)),
        textArray(rows.map((row) => row.note)),
      ],
    },
  ],
});
export const CLAIMS_LIMIT = 5;

export const bank = turnModule({
  name: 'bank',
  collections: [balances, counters],
  journals: [moves],
  perSubject: [balances],
  inputs: {
    'bank.deposit': {
      subject: (_, { to }) => to,
      decide(scope, { to, n }) {
        const balance = (scope.get(balances, to) ?? 0) + n;
        scope.set(balances, to, balance);
        scope.add(moves, { id: scope.newId(), who: to, n, note: '' });
        scope.emit('bank.moved', to, { n });
        return { balance };
      },
    },
    'bank.withdraw': {
      subject: (_, { from }) => from,
      decide(scope, { from, n }) {
        const balance = (scope.get(balances, from) ?? 0) - n;
        scope.set(balances, from, balance);
        scope.emit('bank.moved', from, { n: -n });
        // Refused after it has changed the scope: nothing of it may remain.
        if (balance < 0) throw new Problem('points.amount', 'there is not enough');
        scope.add(moves, { id: scope.newId(), who: from, n: -n, note: '' });
        return { balance };
      },
    },
    'bank.transfer': {
      subject: (_, { from }) => from,
      decide(scope, { from, to, n }) {
        const balance = (scope.get(balances, from) ?? 0) - n;
        if (balance < 0) throw new Problem('points.amount', 'there is not enough');
        scope.set(balances, from, balance);
        scope.add(moves, { id: scope.newId(), who: from, n: -n, note: '' });
        scope.send('bank.deposit', { to, n });
        return { balance };
      },
    },
    'bank.remind': {
      subject: (_, { who }) => who,
      decide: (scope, { who, inMs }) => scope.setTimer(who, 'bank.ring', String(inMs), scope.now + inMs, { who }),
    },
    'bank.ring': {
      decide(scope, { who }) {
        scope.emit('bank.rang', who, { now: scope.now });
        scope.set(balances, who, (scope.get(balances, who) ?? 0) + 1);
        scope.add(moves, { id: scope.newId(), who, n: 1, note: 'ring' });
      },
    },
    'bank.spin': {
      decide: (scope, { who }) => scope.setTimer(who, 'bank.spin', '', scope.now, { who }),
    },
    'bank.fuse': {
      decide: (scope, { who, inMs }) => scope.setTimer(who, 'bank.poison', '', scope.now + inMs, { who }),
    },
    'bank.pass': {
      decide: (scope, { from, to }) => scope.send('bank.pass', { from: to, to: from }),
    },
    'bank.claim': {
      decide(scope, { who }) {
        if (!scope.take('claims', 1, CLAIMS_LIMIT)) throw new Problem('points.amount', 'all are taken');
        scope.emit('bank.claimed', who, { left: CLAIMS_LIMIT - scope.taken('claims') });
        return { left: CLAIMS_LIMIT - scope.taken('claims') };
      },
    },
    'bank.break': {
      decide(scope, { who }) {
        scope.set(balances, who, -1_000_000);
        throw new Error('a bug');
      },
    },
    'bank.poison': {
      decide: (scope, { who }) => scope.add(moves, { id: scope.newId(), who, n: 0, note: 'x'.repeat(60) }),
    },
  },
});

export const SCHEMA = `create schema bank; create table bank.balance (id bigint primary key, n bigint not null);
  create table bank.move (id bigint primary key, who bigint not null, n bigint not null, note varchar(50) not null);`;

export const START = Date.parse('2026-01-01T00:00:00Z');

export const deposit = (to: number, n: number, more: Partial<Input> = {}) => input('bank.deposit', { to, n }, more);

/** The store's rows against those of a simulation that takes the recorded turns. */
export async function assertReplays(pool: Database): Promise<void> {
  const again = await replayTurns(pool, [bank]);
  const stored = await rowsOf<{ id: string; n: string }>(pool, 'select id, n from bank.balance order by id');
  const remembered = [...again.all<number>(balances)]
    .map(([id, n]) => ({ id: String(id), n: String(n) }))
    .sort((a, b) => Number(a.id) - Number(b.id));
  assert.deepEqual(remembered, stored);
  const journalled = (again.journals[moves.slot] ?? []).map((row) => (row as { id: number }).id);
  assert.deepEqual(
    journalled,
    (await rowsOf<{ id: string }>(pool, 'select id from bank.move order by id')).map((row) => Number(row.id)),
  );
  const facts = await rowsOf<{ id: string; subject: string; kind: string; at: Date; cause: string; body: unknown }>(
    pool,
    'select id, subject, kind, at, cause, body from engine.fact order by id',
  );
  assert.deepEqual(
    again.facts.map((fact) => [fact.id, fact.subject, fact.kind, fact.at, fact.cause, fact.body]),
    facts.map((fact) => [Number(fact.id), Number(fact.subject), fact.kind, fact.at.getTime(), fact.cause, fact.body]),
  );
  const known = await rowsOf<{ key: string }>(pool, 'select key from engine.key');
  const loaded = await keys.load(
    pool,
    known.map(({ key }) => key),
  );
  const answers = [...loaded].map(([key, { hash, answer }]) => ({ key, hash, answer }));
  const rememberedAnswers = [...again.all<string>(keys)]
    .map(([key, value]) => ({
      key,
      hash: (value as { hash: string }).hash,
      answer: (value as { answer: Answer }).answer,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  assert.deepEqual(
    rememberedAnswers,
    answers.sort((a, b) => (a.key < b.key ? -1 : 1)),
  );
  const due = await rowsOf<{ subject: string; timers: unknown }>(
    pool,
    'select subject, timers from engine.timer order by subject',
  );
  assert.deepEqual(
    [...again.all<number>(timers)]
      .sort((a, b) => a[0] - b[0])
      .map(([subject, own]) => [String(subject), (own as { list: unknown }).list]),
    due.map((row) => [row.subject, row.timers]),
  );
}
