import type { Database } from '../database.ts';
import { countOf, rowsOf } from '../postgres.ts';
import { type FieldCipher, fieldCipher } from './field-cipher.ts';
import type { KeyPurpose } from './key-ring.ts';
import { CannotOpen } from './suite.ts';

/** A column whose values are sealed with the keys of the ring, each bound to the key of its row. */
export interface SealedColumn {
  readonly table: string;
  readonly key: string;
  readonly keyType: 'bigint' | 'text';
  readonly column: string;
  readonly purpose: Extract<KeyPurpose, 'field' | 'log'>;
  /** What names the column in what is sealed, where that is not table and column. */
  readonly place?: { readonly table: string; readonly column: string };
  /** Rows that are sealed with a key of the ring, where others are not. */
  readonly where?: string;
}

const AT_ONCE = 500;
/** Suite, and version of the key: what a sealed value begins with. */
const HEADER_BYTES = 5;

/** Values of one column that a rotation makes anew: sealed ones, or tokens, beside which stands the version of the key that made them. */
export interface Renewal {
  readonly name: string;
  /** How many were not made with the key that is current. */
  countOld(db: Database): Promise<number>;
  /** Makes them anew, beside everything else. `onDone` hears how many, piece by piece. */
  renew(db: Database, onDone: (count: number) => void): Promise<void>;
}

/** How many values of a column are not sealed with the key that is current. */
export function countOld(db: Database, of: SealedColumn): Promise<number> {
  return countOf(db, `select count(*) from ${of.table} where ${isOld(of)}`, [headerNow(db, of)]);
}

/**
 * Seals every value of a column anew that is not sealed with the key that is current. Goes on beside everything else: a value that changes
 * meanwhile is left to whoever changes it. `onDone` hears how many there were, piece by piece.
 */
export async function reseal(db: Database, of: SealedColumn, onDone: (count: number) => void): Promise<void> {
  const { table, key, keyType, column, purpose, place } = of;
  const cipher = fieldCipher(db.ring.source(purpose), place ?? { table: table.replaceAll('"', ''), column });
  for (let after: string | null = null; ;) {
    const rows: { key: string; sealed: Buffer }[] = await rowsOf(
      db,
      `select ${key}::text as key, ${column} as sealed from ${table}
       where ${isOld(of)} and ($2::${keyType} is null or ${key} > $2::${keyType}) order by ${key} limit ${AT_ONCE}`,
      [headerNow(db, of), after],
    );
    if (rows.length === 0) return;
    await rowsOf(
      db,
      `update ${table} as t set ${column} = n.sealed from unnest($1::${keyType}[], $2::bytea[], $3::bytea[]) as n(key, sealed, old)
       where t.${key} = n.key and t.${column} = n.old`,
      [
        rows.map((row) => row.key),
        rows.map((row) => cipher.sealBytes(row.key, openIn(of, cipher, row))),
        rows.map((row) => row.sealed),
      ],
    );
    onDone(rows.length);
    after = rows.at(-1)!.key;
  }
}

function openIn({ table, column }: SealedColumn, cipher: FieldCipher, row: { key: string; sealed: Buffer }): Buffer {
  try {
    return cipher.openBytes(row.key, row.sealed);
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    throw new Error(
      `${column} of row ${row.key} in ${table} does not open: ${error.message} Put that row right from a backup, then go on; all else is as it was.`,
      { cause: error },
    );
  }
}

const isOld = ({ column, where }: SealedColumn) =>
  `${column} is not null and length(${column}) > 0 and substring(${column} from 1 for ${HEADER_BYTES}) <> $1 ${where ? `and ${where}` : ''}`;

/** What a value begins with that is sealed now. */
function headerNow(db: Database, { purpose }: SealedColumn): Buffer {
  const { suite, key } = db.ring.source(purpose).current();
  return suite.seal(key, '', new Uint8Array()).subarray(0, HEADER_BYTES);
}
