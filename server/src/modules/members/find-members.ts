import { type Identifier, identifierKinds } from '@shuke/contract';
import { bytesArray, numberArray } from '../../platform/binary-arrays.ts';
import { BEGINNING_LIMIT, SubjectKey, nameBeginsWith } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import type { Filter } from './filter-members.ts';
import { normaliseIdentifier, parseIdentifier } from './identifier.ts';
import { type SealedRow, beginningSearch, identifierToken, openIdentifier, personalOf, tailSearch } from './sealing.ts';
import { secretOf } from './store.ts';

/** At most so many members are looked at for a search; more means it has to be narrowed anyway. */
const SEARCH_LIMIT = 2000;

/**
 * The members that a filter names by what is sealed; undefined where it names none. The database compares tokens only, so that
 * this is asked first, and the list then has ids to filter by.
 */
export async function findNamed(
  db: Database,
  { search, identifier }: Pick<Filter, 'search' | 'identifier'>,
): Promise<readonly number[] | undefined> {
  const asked = search?.trim();
  const sets = await Promise.all([
    ...(identifier ? [findByIdentifiers(db, [parseIdentifier(identifier)])] : []),
    ...(asked ? [findBySearch(db, asked)] : []),
  ]);
  return sets.length === 0 ? undefined : sets.reduce((one, other) => one.filter((id) => other.includes(id)));
}

/** One box finds by id, by any whole identifier, by the last digits of a phone, and by how a name begins: written, in pinyin, by initials. */
async function findBySearch(db: Database, asked: string): Promise<readonly number[]> {
  const digits = asked.replaceAll(/[\s+-]/g, '');
  const isNumber = /^\d{1,15}$/.test(digits);
  const found = await Promise.all([
    findByIdentifiers(db, identifiersOf(asked)),
    isNumber ? findByTail(db, digits) : undefined,
    findByName(db, asked),
  ]);
  return [...new Set([...(isNumber ? [Number(digits)] : []), ...found.flatMap((ids) => ids ?? [])])];
}

/** Whatever identifier was typed: of each kind that it can be. */
function identifiersOf(asked: string): Identifier[] {
  return identifierKinds.flatMap((kind) => {
    try {
      return [normaliseIdentifier({ kind, value: asked })];
    } catch {
      return [];
    }
  });
}

async function findByIdentifiers(db: Database, identifiers: readonly Identifier[]): Promise<number[]> {
  const tokens = identifiers.map((one) => identifierToken(db.ring, one));
  return idsOf(db, 'select member_id as id from members.identifier where token = any($1::bytea[])', bytesArray(tokens));
}

async function findByTail(db: Database, digits: string): Promise<number[]> {
  const search = tailSearch(db.ring, digits);
  if (search === undefined) return [];
  const rows = await rowsOf<{ member_id: string; sealed: Buffer; wrapped: Buffer }>(
    db,
    `select member_id, sealed, ${secretOf('i.member_id')} from members.identifier i where search @> $1::bigint[] limit ${SEARCH_LIMIT}`,
    [numberArray([search])],
  );
  const matches = rows.filter(({ member_id, sealed, wrapped }) => {
    const key = new SubjectKey(Number(member_id), wrapped);
    return digits.length === 4 || openIdentifier(db.ring, key, { kind: 'phone', sealed }).endsWith(digits);
  });
  return matches.map(({ member_id }) => Number(member_id));
}

async function findByName(db: Database, asked: string): Promise<number[]> {
  const search = numberArray(beginningSearch(db.ring, asked));
  if (asked.length <= BEGINNING_LIMIT)
    return idsOf(db, `select id from members.member where search && $1::bigint[] limit ${SEARCH_LIMIT}`, search);
  const rows = await rowsOf<SealedRow>(
    db,
    `select id, sealed, ${secretOf('m.id')} from members.member m where search && $1::bigint[] limit ${SEARCH_LIMIT}`,
    [search],
  );
  const matches = rows.filter((row) => {
    const { name } = personalOf(db.ring, row);
    return name !== null && nameBeginsWith(name, asked);
  });
  return matches.map(({ id }) => Number(id));
}

async function idsOf(db: Database, text: string, value: Buffer): Promise<number[]> {
  const rows = await rowsOf<{ id: string }>(db, text, [value]);
  return rows.map(({ id }) => Number(id));
}
