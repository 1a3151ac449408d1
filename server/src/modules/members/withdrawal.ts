import { type Scope, journal } from '../../engine/index.ts';
import { bytesArray, instantArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import { type KeyRing, fieldCipher } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';

/** After which input the values of which fields are to be nowhere any more. */
export interface Withdrawal {
  readonly id: number;
  readonly member: number;
  /** Epoch milliseconds. */
  readonly askedAt: number;
  /** As of a fact. */
  readonly cause: string;
  /** That somebody has a value in a field tells of them as well: they rest sealed. */
  readonly codes: readonly string[];
}

const cipher = (ring: KeyRing) => fieldCipher(ring.source('log'), { table: 'members.withdrawal', column: 'codes' });

export const withdrawals = journal<Withdrawal>({
  name: 'members.withdrawal',
  save: (rows, ring) => [
    {
      name: 'save members.withdrawal',
      text: `insert into members.withdrawal (id, member_id, asked_at, cause, codes)
        select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::text[], $5::bytea[])`,
      values: [
        numberArray(rows.map(({ id }) => id)),
        numberArray(rows.map(({ member }) => member)),
        instantArray(rows.map(({ askedAt }) => askedAt)),
        textArray(rows.map(({ cause }) => cause)),
        bytesArray(rows.map(({ id, codes }) => cipher(ring).sealJson(id, codes))),
      ],
    },
  ],
});

/** Has it looked for, wherever it was sent: also what was refused, or is no more. */
export function noteWithdrawal(scope: Scope, member: number, codes: readonly string[]): void {
  if (codes.length === 0) return;
  scope.add(withdrawals, { id: scope.newId(), member, askedAt: scope.now, cause: scope.cause, codes });
}

export async function readWithdrawals(db: Queryable, ring: KeyRing): Promise<Withdrawal[]> {
  const rows = await rowsOf<{ id: string; member_id: string; asked_at: Date; cause: string; codes: Buffer }>(
    db,
    'select * from members.withdrawal order by id',
  );
  return rows.map((row) => ({
    id: Number(row.id),
    member: Number(row.member_id),
    askedAt: row.asked_at.getTime(),
    cause: row.cause,
    codes: cipher(ring).openJson(row.id, row.codes) as string[],
  }));
}

export const endWithdrawals = (db: Pick<Database, 'query'>, ids: readonly number[]) =>
  db.query('delete from members.withdrawal where id = any($1::bigint[])', [ids]);

/** Nothing that anybody can send begins like this. */
const GONE = '\u0000';

/** Stands where a value stood. Equal ones have equal numbers, so that taking the turns again changes what it changed the first time. */
export const goneValue = (number: number): string => `${GONE}${number}`;
export const isGone = (value: unknown): boolean => typeof value === 'string' && value.startsWith(GONE);
