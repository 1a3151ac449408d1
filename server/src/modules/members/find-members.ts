import { type Identifier, type Lens, fieldOfKind, identifierKinds } from '@shuke/contract';
import { bytesArray, numberArray } from '../../platform/binary-arrays.ts';
import { BEGINNING_LIMIT, SubjectKey, nameBeginsWith } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import type { Filter, Named } from './filter-members.ts';
import { normaliseIdentifier, parseIdentifier } from './identifier.ts';
import {
  type SealedRow,
  beginningSearch,
  identifierTokens,
  openIdentifier,
  personalOf,
  tailSearch,
} from './sealing.ts';
import { secretOf } from './store.ts';

/** More members than these are left to the list's own SQL, which then knows better which way to go than with as many ids. */
const FEW = 2000;
/** Of so many names that begin alike each is opened, where more was typed than the index has; beyond that somebody would wait for long. */
const OPENED_LIMIT = 20_000;
const OPENED_AT_ONCE = 2000;

/** The members that a filter names by what is sealed, as far as it has to be opened or looked up: the list does the rest in SQL, where nobody is left out. */
export function findNamed(
  db: Database,
  { search, identifier, lens }: Pick<Filter, 'search' | 'identifier' | 'lens'>,
): Promise<readonly Named[]> {
  const asked = search?.trim();
  return Promise.all([
    ...(identifier ? [findByIdentifiers(db, [parseIdentifier(identifier)]).then((ids) => ({ ids, names: [] }))] : []),
    ...(asked ? [findBySearch(db, asked, lens)] : []),
  ]);
}

/** One box finds by id, by any whole identifier, by the last digits of a phone, and by how a name begins: written, in pinyin, by initials. */
async function findBySearch(db: Database, asked: string, lens: Lens): Promise<Named> {
  const digits = asked.replaceAll(/[\s+-]/g, '');
  const isNumber = /^\d{1,15}$/.test(digits);
  const [known, ending, named] = await Promise.all([
    findByIdentifiers(
      db,
      identifiersOf(asked).filter(({ kind }) => lens.field(fieldOfKind(kind)) !== 'hidden'),
    ),
    isNumber && lens.field('phone') !== 'hidden' ? findByTail(db, digits) : [],
    lens.field('name') !== 'hidden' ? findByName(db, asked) : [],
  ]);
  const ids = [...new Set([...(isNumber ? [Number(digits)] : []), ...known, ...ending, ...(named ?? [])])];
  return { ids, names: named ? [] : beginningSearch(db.ring, asked) };
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
  const tokens = identifiers.flatMap((one) => identifierTokens(db.ring, one));
  return idsOf(db, 'select member_id as id from members.identifier where token = any($1::bytea[])', bytesArray(tokens));
}

async function findByTail(db: Database, digits: string): Promise<number[]> {
  const search = tailSearch(db.ring, digits);
  if (search.length === 0) return [];
  const rows = await rowsOf<{ member_id: string; sealed: Buffer; wrapped: Buffer }>(
    db,
    `select member_id, sealed, ${secretOf('i.member_id')} from members.identifier i where search && $1::bigint[]`,
    [numberArray(search)],
  );
  const matches = rows.filter(({ member_id, sealed, wrapped }) => {
    const key = new SubjectKey(Number(member_id), wrapped);
    return digits.length === 4 || openIdentifier(db.ring, key, { kind: 'phone', sealed }).endsWith(digits);
  });
  return matches.map(({ member_id }) => Number(member_id));
}

/** Those whose name begins so: the index has the first letters, the rest is opened. Undefined where they are many and nothing is to be opened. */
async function findByName(db: Database, asked: string): Promise<number[] | undefined> {
  const isWhollyIndexed = asked.length <= BEGINNING_LIMIT;
  const limit = isWhollyIndexed ? FEW : OPENED_LIMIT;
  const search = numberArray(beginningSearch(db.ring, asked));
  const text = `select id from members.member where search && $1::bigint[] limit ${limit + 1}`;
  const candidates = await idsOf(db, text, search);
  if (isWhollyIndexed) return candidates.length > limit ? undefined : candidates;
  if (candidates.length > limit) throw tooManyAlike();
  const found: number[] = [];
  for (let from = 0; from < candidates.length; from += OPENED_AT_ONCE) {
    const rows = await rowsOf<SealedRow>(
      db,
      `select id, sealed, ${secretOf('m.id')} from members.member m where id = any($1::bigint[])`,
      [numberArray(candidates.slice(from, from + OPENED_AT_ONCE))],
    );
    for (const row of rows) {
      const { name } = personalOf(db.ring, row);
      if (name !== null && nameBeginsWith(name, asked)) found.push(Number(row.id));
    }
  }
  return found;
}

const tooManyAlike = () =>
  new Problem(
    'request.invalid',
    `More than ${OPENED_LIMIT} members have names whose first ${BEGINNING_LIMIT} letters are these. Search by phone, id or another identifier.`,
    { faults: [{ field: 'search', message: 'begins the names of too many members: search by phone or id' }] },
  );

async function idsOf(db: Database, text: string, value: Buffer): Promise<number[]> {
  const rows = await rowsOf<{ id: string }>(db, text, [value]);
  return rows.map(({ id }) => Number(id));
}
