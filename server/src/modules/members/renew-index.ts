import type { Identifier } from '@shuke/contract';
import { bytesArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import { type Renewal, SubjectKey } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { countOf, rowsOf } from '../../platform/postgres.ts';
import {
  type SealedRow,
  asArray,
  identifierSearch,
  identifierToken,
  indexVersion,
  nameSearch,
  openIdentifier,
  personalOf,
} from './sealing.ts';
import { secretOf } from './store.ts';

const MEMBERS_AT_ONCE = 500;

/** How names begin. */
const names: Renewal = {
  name: 'members.member.search',
  countOld: (db) =>
    countOf(db, 'select count(*) from members.member where index_version <> $1', [indexVersion(db.ring)]),
  async renew(db, onDone) {
    for (let after = '0'; ;) {
      const version = indexVersion(db.ring);
      const rows = await rowsOf<SealedRow>(
        db,
        `select id, sealed, ${secretOf('m.id')} from members.member m where index_version <> $1 and id > $2 order by id limit $3`,
        [version, after, MEMBERS_AT_ONCE],
      );
      const last = rows.at(-1);
      if (!last) return;
      // Whoever changes a name meanwhile saves it with the tokens that are current.
      await db.query(
        `update members.member m set search = n.search::bigint[], index_version = $4
         from unnest($1::bigint[], $2::text[], $3::bytea[]) as n(id, search, sealed) where m.id = n.id and m.sealed = n.sealed`,
        [
          numberArray(rows.map(({ id }) => Number(id))),
          textArray(rows.map((row) => asArray(nameSearch(db.ring, personalOf(db.ring, row).name)))),
          bytesArray(rows.map(({ sealed }) => sealed)),
          version,
        ],
      );
      onDone(rows.length);
      after = last.id;
    }
  },
};

interface IdentifierRow {
  readonly token: Buffer;
  readonly kind: Identifier['kind'];
  readonly sealed: Buffer;
  readonly member_id: string;
  readonly wrapped: Buffer;
}

/** Whole identifiers and the ends of phones. */
const identifiers: Renewal = {
  name: 'members.identifier.token',
  countOld: (db) =>
    countOf(db, 'select count(*) from members.identifier where index_version <> $1', [indexVersion(db.ring)]),
  async renew(db, onDone) {
    for (let after = '0'; ;) {
      const version = indexVersion(db.ring);
      const rows = await rowsOf<IdentifierRow>(
        db,
        `select token, kind, sealed, member_id, ${secretOf('i.member_id')} from members.identifier i
         where index_version <> $1 and member_id in (
           select distinct member_id from members.identifier where index_version <> $1 and member_id > $2 order by member_id limit $3)
         order by member_id`,
        [version, after, MEMBERS_AT_ONCE],
      );
      const last = rows.at(-1);
      if (!last) return;
      await renewIdentifiers(db, rows, version);
      onDone(rows.length);
      after = last.member_id;
    }
  },
};

async function renewIdentifiers(db: Database, rows: readonly IdentifierRow[], version: number): Promise<void> {
  const opened = rows.flatMap(({ token, kind, sealed, member_id, wrapped }) => {
    // Of a member who was erased meanwhile nothing is left to renew.
    if (wrapped === null) return [];
    const key = new SubjectKey(Number(member_id), wrapped);
    return [{ token, identifier: { kind, value: openIdentifier(db.ring, key, { kind, sealed }) } }];
  });
  await db.query(
    `update members.identifier i set token = n.token, search = n.search::bigint[], index_version = $4
     from unnest($1::bytea[], $2::bytea[], $3::text[]) as n(old, token, search) where i.token = n.old`,
    [
      bytesArray(opened.map(({ token }) => token)),
      bytesArray(opened.map(({ identifier }) => identifierToken(db.ring, identifier))),
      textArray(opened.map(({ identifier }) => asArray(identifierSearch(db.ring, identifier)))),
      version,
    ],
  );
}

/** Nobody can renew these: they go when all is decided that was accepted before the erasure. */
const erased: Renewal = {
  name: 'members.erased_identifier.token',
  countOld: (db) => countOf(db, 'select count(*) from members.erased_identifier'),
  renew: async () => {},
};

export const memberIndexes: readonly Renewal[] = [names, identifiers, erased];
