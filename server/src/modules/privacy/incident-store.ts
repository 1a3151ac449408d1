import type { DataKind, IncidentLevel, IncidentMark } from '@shuke/contract';
import { collection, fieldChanges } from '../../engine/index.ts';
import { bytesArray, instantArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import { type KeyRing, fieldCipher } from '../../platform/crypto/index.ts';
import { rowsOf } from '../../platform/postgres.ts';
import type { Who } from './request-store.ts';

/** In words, as far as known, and by whom. Sealed with the shop's key. */
export interface IncidentWords {
  readonly title: string;
  readonly data: readonly DataKind[];
  readonly cause: string | null;
  readonly harm: string | null;
  readonly measures: string | null;
  readonly contact: string;
  readonly recordedBy: Who;
  readonly notes: readonly {
    readonly at: number;
    readonly mark: IncidentMark;
    readonly note: string | null;
    readonly by: Who;
  }[];
}

export interface KeptIncident {
  readonly id: number;
  readonly level: IncidentLevel;
  /** Epoch milliseconds, as all instants here. */
  readonly foundAt: number;
  readonly recordedAt: number;
  readonly reportedAt: number | null;
  readonly toldAt: number | null;
  readonly closedAt: number | null;
  readonly people: number | null;
  readonly kept: IncidentWords;
}

export interface IncidentRow {
  readonly id: string;
  readonly level: IncidentLevel;
  readonly found_at: Date;
  readonly recorded_at: Date;
  readonly reported_at: Date | null;
  readonly told_at: Date | null;
  readonly closed_at: Date | null;
  readonly people: string | null;
  readonly kept: Buffer;
}

const cipher = (ring: KeyRing) => fieldCipher(ring.source('field'), { table: 'privacy.incident', column: 'kept' });

export const toIncident = (ring: KeyRing, row: IncidentRow): KeptIncident => ({
  id: Number(row.id),
  level: row.level,
  foundAt: row.found_at.getTime(),
  recordedAt: row.recorded_at.getTime(),
  reportedAt: row.reported_at?.getTime() ?? null,
  toldAt: row.told_at?.getTime() ?? null,
  closedAt: row.closed_at?.getTime() ?? null,
  people: row.people === null ? null : Number(row.people),
  kept: cipher(ring).openJson(row.id, row.kept) as IncidentWords,
});

/** What the audit trail tells of an incident. */
const told = ({ kept, ...open }: KeptIncident) => ({ ...open, ...kept, data: kept.data.join(', ') });
const toldFields = [
  'title',
  'level',
  'foundAt',
  'data',
  'people',
  'cause',
  'harm',
  'measures',
  'contact',
  'reportedAt',
  'toldAt',
  'closedAt',
] as const;

export const incidents = collection<number, KeptIncident>({
  name: 'privacy.incident',
  keep: 100,
  audited: (id, before, after) => fieldChanges(`incident:${id}`, before && told(before), told(after), toldFields),
  async load(db, ids) {
    const rows = await rowsOf<IncidentRow>(
      db,
      'select * from privacy.incident where id = any($1::bigint[])',
      [numberArray(ids)],
      'load privacy.incident',
    );
    return rows.map((row) => [Number(row.id), toIncident(db.ring, row)] as const);
  },
  save: (changed, ring) => {
    const rows = changed.map(([, one]) => one);
    return [
      {
        name: 'save privacy.incident',
        text: `insert into privacy.incident (id, level, found_at, recorded_at, reported_at, told_at, closed_at, people, kept)
          select * from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
            $7::timestamptz[], $8::bigint[], $9::bytea[])
          on conflict (id) do update set level = excluded.level, found_at = excluded.found_at, reported_at = excluded.reported_at,
            told_at = excluded.told_at, closed_at = excluded.closed_at, people = excluded.people, kept = excluded.kept`,
        values: [
          numberArray(rows.map((row) => row.id)),
          textArray(rows.map((row) => row.level)),
          instantArray(rows.map((row) => row.foundAt)),
          instantArray(rows.map((row) => row.recordedAt)),
          instantArray(rows.map((row) => row.reportedAt)),
          instantArray(rows.map((row) => row.toldAt)),
          instantArray(rows.map((row) => row.closedAt)),
          numberArray(rows.map((row) => row.people)),
          bytesArray(rows.map((row) => cipher(ring).sealJson(row.id, row.kept))),
        ],
      },
    ];
  },
});
