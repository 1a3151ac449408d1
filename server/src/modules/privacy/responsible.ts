import type { BodyOf, Responsible, setResponsible as setEndpoint } from '@shuke/contract';
import { type Scope, collection, fieldChanges, journal } from '../../engine/index.ts';
import { bytesArray, instantArray, numberArray } from '../../platform/binary-arrays.ts';
import { type KeyRing, fieldCipher } from '../../platform/crypto/index.ts';
import type { Source } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import type { Who } from './request-store.ts';

export interface SetResponsible {
  readonly told: BodyOf<typeof setEndpoint>;
  readonly who: Who;
}

interface Row {
  readonly version: string;
  readonly kept: Buffer;
}

const cipher = (ring: KeyRing) => fieldCipher(ring.source('field'), { table: 'privacy.responsible', column: 'kept' });

const toResponsible = (ring: KeyRing, { version, kept }: Row): Responsible =>
  cipher(ring).openJson(version, kept) as Responsible;

/** What the audit trail tells. */
const told = ({ officer, ...one }: Responsible) => ({
  ...one,
  officer: officer === null ? null : `${officer.name} ${officer.contact}`,
});

/** Who answers for personal data, as last told. The rows themselves are added by the journal below. */
export const responsible = collection<'shop', Responsible>({
  name: 'privacy.responsible',
  keep: 1,
  audited: (_, before, after) =>
    fieldChanges('responsible:shop', before && told(before), told(after), ['name', 'contact', 'requests', 'officer']),
  load: async (db) => (await readVersions(db)).slice(0, 1).map((one) => ['shop', one] as const),
  save: () => [],
});

export const responsibleVersions = journal<Responsible>({
  name: 'privacy.responsible',
  save: (rows, ring) => [
    {
      name: 'insert privacy.responsible',
      text: `insert into privacy.responsible (version, told_at, kept) select * from unnest($1::bigint[], $2::timestamptz[], $3::bytea[])`,
      values: [
        numberArray(rows.map((row) => row.version)),
        instantArray(rows.map((row) => Date.parse(row.at))),
        bytesArray(rows.map((row) => cipher(ring).sealJson(row.version, row))),
      ],
    },
  ],
});

/** Tells who is responsible from now on. What is told already stays the version it is. */
export function setResponsible(scope: Scope, { told: next, who }: SetResponsible): Responsible {
  const before = scope.get(responsible, 'shop');
  if (before && isSame(before, next)) return before;
  const version: Responsible = {
    ...next,
    version: (before?.version ?? 0) + 1,
    at: new Date(scope.now).toISOString(),
    by: who,
  };
  scope.set(responsible, 'shop', version);
  scope.add(responsibleVersions, version);
  return version;
}

function isSame(before: Responsible, next: SetResponsible['told']): boolean {
  const compared = ({ name, contact, requests, officer }: SetResponsible['told']) =>
    JSON.stringify([name, contact, requests, officer?.name, officer?.contact]);
  return compared(before) === compared(next);
}

/** All versions, latest first. */
export async function readVersions(db: Source): Promise<Responsible[]> {
  const rows = await rowsOf<Row>(db, 'select * from privacy.responsible order by version desc');
  return rows.map((row) => toResponsible(db.ring, row));
}
