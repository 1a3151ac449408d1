import {
  type Assessment,
  type BodyOf,
  CONTRACT_SOON_DAYS,
  type Recipient,
  type RecipientGap,
  type recordRecipient as recordEndpoint,
} from '@shuke/contract';
import { type Scope, collection, fieldChanges } from '../../engine/index.ts';
import { bytesArray, instantArray, numberArray } from '../../platform/binary-arrays.ts';
import { type KeyRing, fieldCipher } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { readAssessments } from './assessments.ts';

type Told = BodyOf<typeof recordEndpoint>;

/** Without an id, a new one. */
export interface RecordRecipient {
  readonly id: number | null;
  readonly told: Told;
}

interface Kept {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
  readonly told: Told;
}

interface Row {
  readonly id: string;
  readonly recorded_at: Date;
  readonly kept: Buffer;
}

const cipher = (ring: KeyRing) => fieldCipher(ring.source('field'), { table: 'privacy.recipient', column: 'kept' });

const toKept = (ring: KeyRing, { id, recorded_at, kept }: Row): Kept => ({
  id: Number(id),
  recordedAt: recorded_at.getTime(),
  told: cipher(ring).openJson(id, kept) as Told,
});

const toldFields = [
  'name',
  'contact',
  'purpose',
  'purposeEn',
  'data',
  'role',
  'country',
  'transfer',
  'contractFrom',
  'contractUntil',
  'isEnded',
] as const;
const listed = (one: Told) => ({ ...one, data: one.data.join(', ') });

/** Who gets personal data, by id. */
export const recipients = collection<number, Kept>({
  name: 'privacy.recipient',
  keep: 100,
  audited: (id, before, after) =>
    fieldChanges(`recipient:${id}`, before && listed(before.told), listed(after.told), toldFields),
  async load(db, ids) {
    const rows = await rowsOf<Row>(
      db,
      'select * from privacy.recipient where id = any($1::bigint[])',
      [numberArray(ids)],
      'load privacy.recipient',
    );
    return rows.map((row) => [Number(row.id), toKept(db.ring, row)] as const);
  },
  save: (changed, ring) => {
    const rows = changed.map(([, one]) => one);
    return [
      {
        name: 'save privacy.recipient',
        text: `insert into privacy.recipient (id, recorded_at, kept) select * from unnest($1::bigint[], $2::timestamptz[], $3::bytea[])
          on conflict (id) do update set kept = excluded.kept`,
        values: [
          numberArray(rows.map((row) => row.id)),
          instantArray(rows.map((row) => row.recordedAt)),
          bytesArray(rows.map((row) => cipher(ring).sealJson(row.id, row.told))),
        ],
      },
    ];
  },
});

/** Records who gets personal data, or tells it better. */
export function recordRecipient(scope: Scope, { id: known, told }: RecordRecipient): { id: number } {
  const before = known === null ? undefined : scope.get(recipients, known);
  if (known !== null && !before)
    throw new Problem(
      'recipient.unknown',
      `There is no recipient ${known}. GET /api/privacy/recipients lists them, and POST records a new one.`,
    );
  const id = before?.id ?? scope.newId();
  scope.set(recipients, id, { id, recordedAt: before?.recordedAt ?? scope.now, told });
  return { id };
}

const DAY_MS = 86_400_000;

/** What is still to be done about a recipient today, a day such as 2026-11-01. */
export function gapsOf(
  id: string,
  told: Told,
  {
    today,
    isSharingTold,
    assessments,
  }: { today: string; isSharingTold: boolean; assessments: readonly Pick<Assessment, 'recipients' | 'result'>[] },
): RecipientGap[] {
  if (told.isEnded) return [];
  const soon = new Date(Date.parse(today) + CONTRACT_SOON_DAYS * DAY_MS).toISOString().slice(0, 10);
  const { contractFrom, contractUntil: until } = told;
  const contract: RecipientGap[] =
    contractFrom === null && until === null
      ? ['contract']
      : until === null || until > soon
        ? []
        : [until < today ? 'ended' : 'ends'];
  // Latest first: a later assessment takes the place of an earlier one.
  const isAssessed = assessments.find(({ recipients: named }) => named.includes(id))?.result === 'acceptable';
  return [
    ...contract,
    ...(told.role === 'own' && !isSharingTold ? (['consent'] as const) : []),
    ...(isAssessed ? [] : (['assessment'] as const)),
  ];
}

/** All of them, in the order in which they were recorded; those that get nothing any more come last. */
export async function readRecipients(pool: Database, today: string): Promise<Recipient[]> {
  const [rows, assessments, [sharing]] = await Promise.all([
    rowsOf<Row>(pool, 'select * from privacy.recipient order by recorded_at, id'),
    readAssessments(pool),
    rowsOf<{ is_told: boolean }>(
      pool,
      `select exists (select from privacy.policy_version where code = 'sharing') as is_told`,
    ),
  ]);
  const given = { today, isSharingTold: sharing!.is_told, assessments };
  const all = rows.map((row): Recipient => {
    const { told } = toKept(pool.ring, row);
    return {
      ...told,
      data: [...told.data],
      id: row.id,
      recordedAt: row.recorded_at.toISOString(),
      gaps: gapsOf(row.id, told, given),
    };
  });
  return [...all.filter((one) => !one.isEnded), ...all.filter((one) => one.isEnded)];
}
