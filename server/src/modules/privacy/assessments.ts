import type { Assessment, BodyOf, recordAssessment as recordEndpoint } from '@shuke/contract';
import { type Reader, type Scope, collection, fieldChanges, journal } from '../../engine/index.ts';
import { bytesArray, instantArray, numberArray } from '../../platform/binary-arrays.ts';
import { type KeyRing, fieldCipher } from '../../platform/crypto/index.ts';
import type { Source } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import type { Who } from './request-store.ts';

export interface RecordAssessment {
  readonly told: BodyOf<typeof recordEndpoint>;
  readonly who: Who;
}

interface Row {
  readonly id: string;
  readonly kept: Buffer;
}

const DAY_MS = 86_400_000;

const cipher = (ring: KeyRing) => fieldCipher(ring.source('field'), { table: 'privacy.assessment', column: 'kept' });

/** All that were made, latest first, under the one key there is. The rows themselves are added by the journal below. */
export const assessments = collection<'all', readonly Assessment[]>({
  name: 'privacy.assessment',
  keep: 1,
  load: async (db) => [['all', await readAssessments(db)]],
  audited: (_, before = [], after) =>
    after
      .slice(0, after.length - before.length)
      .flatMap((one) =>
        fieldChanges(
          `assessment:${one.id}`,
          undefined,
          { ...one, what: one.title, fields: one.fields.join(', '), recipients: one.recipients.join(', ') },
          ['what', 'about', 'fields', 'recipients', 'necessity', 'risk', 'measures', 'result', 'assessor', 'madeOn'],
        ),
      ),
  save: () => [],
});

export const assessmentRows = journal<Assessment>({
  name: 'privacy.assessment',
  save: (rows, ring) => [
    {
      name: 'insert privacy.assessment',
      text: 'insert into privacy.assessment (id, recorded_at, kept) select * from unnest($1::bigint[], $2::timestamptz[], $3::bytea[])',
      values: [
        numberArray(rows.map((row) => Number(row.id))),
        instantArray(rows.map((row) => Date.parse(row.recordedAt))),
        bytesArray(rows.map((row) => cipher(ring).sealJson(row.id, row))),
      ],
    },
  ],
});

export function recordAssessment(scope: Scope, { told, who }: RecordAssessment): Assessment {
  const latest = new Date(scope.now + DAY_MS).toISOString().slice(0, 10);
  if (told.madeOn > latest)
    throw new Problem(
      'request.invalid',
      'madeOn must not lie in the future: an assessment is recorded once it is made.',
      {
        faults: [{ field: 'madeOn', message: 'must not lie in the future' }],
      },
    );
  const made: Assessment = {
    ...told,
    id: String(scope.newId()),
    recordedAt: new Date(scope.now).toISOString(),
    recordedBy: who,
  };
  scope.set(assessments, 'all', [made, ...(scope.get(assessments, 'all') ?? [])]);
  scope.add(assessmentRows, made);
  return made;
}

/** Whether a field of the profile may be classed sensitive: the latest assessment that names it found it acceptable. */
export const isFieldAssessed = (read: Reader, code: string): boolean =>
  read.get(assessments, 'all')?.find(({ about, fields }) => about === 'sensitive' && fields.includes(code))?.result ===
  'acceptable';

/** All of them, latest first. */
export async function readAssessments(db: Source): Promise<Assessment[]> {
  const rows = await rowsOf<Row>(db, 'select * from privacy.assessment order by recorded_at desc, id desc');
  return rows.map(({ id, kept }) => cipher(db.ring).openJson(id, kept) as Assessment);
}
