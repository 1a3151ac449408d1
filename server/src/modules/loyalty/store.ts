import { collection, fieldChanges, journal } from '../../engine/index.ts';
import { bytesArray, instantArray, jsonArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import { type KeyRing, fieldCipher } from '../../platform/crypto/index.ts';
import { rowsOf } from '../../platform/postgres.ts';
import type { DaySpend, Tier } from './tier.ts';

export interface Account {
  readonly balance: number;
  readonly earned: number;
  readonly reversed: number;
}

export const accounts = collection<number, Account>({
  name: 'loyalty.account',
  keep: 100_000,
  audited: (member, before, after) => fieldChanges(`member:${member}`, before, after, ['balance']),
  async load(db, members) {
    const rows = await rowsOf<{ member_id: string; balance: string; earned: string; reversed: string }>(
      db,
      'select * from loyalty.account where member_id = any($1::bigint[])',
      [numberArray(members)],
      'load loyalty.account',
    );
    return rows.map(
      (row) =>
        [
          Number(row.member_id),
          { balance: Number(row.balance), earned: Number(row.earned), reversed: Number(row.reversed) },
        ] as const,
    );
  },
  save: (changed) => [
    {
      name: 'save loyalty.account',
      text: `insert into loyalty.account (member_id, balance, earned, reversed) select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
        on conflict (member_id) do update set balance = excluded.balance, earned = excluded.earned, reversed = excluded.reversed`,
      values: [
        numberArray(changed.map(([id]) => id)),
        numberArray(changed.map(([, own]) => own.balance)),
        numberArray(changed.map(([, own]) => own.earned)),
        numberArray(changed.map(([, own]) => own.reversed)),
      ],
    },
  ],
});

/** The shop's side of every entry, by code. */
export const shopAccounts = collection<string, number>({
  name: 'loyalty.shop_account',
  keep: 100,
  async load(db, codes) {
    const rows = await rowsOf<{ code: string; balance: string }>(
      db,
      'select * from loyalty.shop_account where code = any($1::text[])',
      [textArray(codes)],
      'load loyalty.shop_account',
    );
    return rows.map((row) => [row.code, Number(row.balance)] as const);
  },
  save: (changed) => [
    {
      name: 'save loyalty.shop_account',
      text: `insert into loyalty.shop_account (code, balance) select * from unnest($1::text[], $2::bigint[]) on conflict (code) do update set balance = excluded.balance`,
      values: [textArray(changed.map(([code]) => code)), numberArray(changed.map(([, balance]) => balance))],
    },
  ],
});

/** Points that came in together. Key: the id of the order or grant they came from. */
export interface Lot {
  readonly memberId: number;
  readonly points: number;
  readonly remaining: number;
  readonly earnedAt: number;
  readonly expiresAt: number | null;
}

export const lots = collection<number, Lot>({
  name: 'loyalty.lot',
  keep: 0,
  async load(db, ids) {
    const rows = await rowsOf<{
      id: string;
      member_id: string;
      points: string;
      remaining: string;
      earned_at: Date;
      expires_at: Date | null;
    }>(db, 'select * from loyalty.lot where id = any($1::bigint[])', [numberArray(ids)], 'load loyalty.lot');
    return rows.map(
      (row) =>
        [
          Number(row.id),
          {
            memberId: Number(row.member_id),
            points: Number(row.points),
            remaining: Number(row.remaining),
            earnedAt: row.earned_at.getTime(),
            expiresAt: row.expires_at?.getTime() ?? null,
          },
        ] as const,
    );
  },
  save: (changed) => [
    {
      name: 'save loyalty.lot',
      text: `insert into loyalty.lot (id, member_id, points, remaining, earned_at, expires_at)
        select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[])
        on conflict (id) do update set remaining = excluded.remaining, expires_at = excluded.expires_at`,
      values: [
        numberArray(changed.map(([id]) => id)),
        numberArray(changed.map(([, lot]) => lot.memberId)),
        numberArray(changed.map(([, lot]) => lot.points)),
        numberArray(changed.map(([, lot]) => lot.remaining)),
        instantArray(changed.map(([, lot]) => lot.earnedAt)),
        instantArray(changed.map(([, lot]) => lot.expiresAt)),
      ],
    },
  ],
});

export type EntryKind = 'earn' | 'reverse' | 'grant';

/** What somebody wrote beside points given by hand. */
export interface Note {
  readonly text: string;
  readonly by: string;
}

const noteCipher = (ring: KeyRing) => fieldCipher(ring.source('field'), { table: 'loyalty.entry', column: 'note' });

export const openNote = (ring: KeyRing, id: string, sealed: Buffer): Note =>
  noteCipher(ring).openJson(id, sealed) as Note;

export interface Entry {
  readonly id: number;
  readonly memberId: number;
  readonly contra: string;
  readonly kind: EntryKind;
  readonly points: number;
  readonly balance: number;
  readonly at: number;
  readonly cause: string;
  /** What set it off, for people: `order pos/A-1001`. */
  readonly origin: string;
  readonly reason: unknown;
  readonly note: Note | null;
}

export const entries = journal<Entry>({
  name: 'loyalty.entry',
  save: (rows, ring) => [
    {
      name: 'insert loyalty.entry',
      text: `insert into loyalty.entry (id, member_id, contra, kind, points, balance, at, cause, origin, reason, note)
        select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::text[], $9::text[], $10::json[], $11::bytea[])`,
      values: [
        numberArray(rows.map((row) => row.id)),
        numberArray(rows.map((row) => row.memberId)),
        textArray(rows.map((row) => row.contra)),
        textArray(rows.map((row) => row.kind)),
        numberArray(rows.map((row) => row.points)),
        numberArray(rows.map((row) => row.balance)),
        instantArray(rows.map((row) => row.at)),
        textArray(rows.map((row) => row.cause)),
        textArray(rows.map((row) => row.origin)),
        jsonArray(rows.map((row) => row.reason)),
        bytesArray(rows.map(({ id, note }) => note && noteCipher(ring).sealJson(id, note))),
      ],
    },
  ],
});

/** Where a member stands. `days` holds the spend of the window by business day, at most a year of them. */
export interface Standing {
  readonly tier: Tier['code'];
  readonly since: number | null;
  readonly until: number | null;
  readonly spendMinor: number;
  readonly currency: string;
  readonly days: readonly DaySpend[];
}

export const standings = collection<number, Standing>({
  name: 'loyalty.standing',
  keep: 100_000,
  async load(db, members) {
    const rows = await rowsOf<{
      member_id: string;
      tier: Tier['code'];
      since: Date | null;
      until: Date | null;
      spend_minor: string;
      currency: string;
      days: DaySpend[];
    }>(
      db,
      'select * from loyalty.standing where member_id = any($1::bigint[])',
      [numberArray(members)],
      'load loyalty.standing',
    );
    return rows.map(
      (row) =>
        [
          Number(row.member_id),
          {
            tier: row.tier,
            since: row.since?.getTime() ?? null,
            until: row.until?.getTime() ?? null,
            spendMinor: Number(row.spend_minor),
            currency: row.currency,
            days: row.days,
          },
        ] as const,
    );
  },
  save: (changed) => [
    {
      name: 'save loyalty.standing',
      text: `insert into loyalty.standing (member_id, tier, since, until, spend_minor, currency, days)
        select * from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::text[], $7::json[])
        on conflict (member_id) do update set tier = excluded.tier, since = excluded.since, until = excluded.until,
          spend_minor = excluded.spend_minor, currency = excluded.currency, days = excluded.days`,
      values: [
        numberArray(changed.map(([id]) => id)),
        textArray(changed.map(([, own]) => own.tier)),
        instantArray(changed.map(([, own]) => own.since)),
        instantArray(changed.map(([, own]) => own.until)),
        numberArray(changed.map(([, own]) => own.spendMinor)),
        textArray(changed.map(([, own]) => own.currency)),
        jsonArray(changed.map(([, own]) => own.days)),
      ],
    },
  ],
});

/** Members who were erased: what was written beside their points may tell who they were. */
export const droppedNotes = journal<number>({
  name: 'loyalty.entry',
  save: (members) => [
    {
      name: 'drop loyalty.entry.note',
      text: 'update loyalty.entry set note = null where note is not null and member_id = any($1::bigint[])',
      values: [numberArray(members)],
    },
  ],
});
