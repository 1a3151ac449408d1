import { INCIDENT_HOURS, type Incident, type QueryOf, type listIncidents, mustBeReported } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { page, readCursor } from '../../platform/paging.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { type IncidentRow, type KeptIncident, toIncident } from './incident-store.ts';

const HOUR_MS = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();
const isoOrNull = (at: number | null) => (at === null ? null : iso(at));

function toView({ kept, ...one }: KeptIncident): Incident {
  const { data, notes, ...words } = kept;
  return {
    ...words,
    id: String(one.id),
    level: one.level,
    people: one.people,
    data: [...data],
    foundAt: iso(one.foundAt),
    recordedAt: iso(one.recordedAt),
    dueAt: mustBeReported(one.level) ? iso(one.foundAt + INCIDENT_HOURS * HOUR_MS) : null,
    reportedAt: isoOrNull(one.reportedAt),
    toldAt: isoOrNull(one.toldAt),
    closedAt: isoOrNull(one.closedAt),
    notes: notes.map((note) => ({ ...note, at: iso(note.at) })),
  };
}

/** Those found last first. */
export async function readIncidents(
  pool: Database,
  { cursor, limit }: Pick<QueryOf<typeof listIncidents>, 'cursor' | 'limit'>,
) {
  const after = readCursor(cursor, ['instant', 'number']);
  const rows = await rowsOf<IncidentRow & { found_text: string }>(
    pool,
    `select *, found_at::text as found_text from privacy.incident
     where $1::timestamptz is null or (found_at, id) < ($1, $2::bigint) order by found_at desc, id desc limit $3`,
    [after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
  return page(
    rows,
    limit,
    (row) => [row.found_text, row.id],
    (row) => toView(toIncident(pool.ring, row)),
  );
}

export async function readIncident(pool: Database, id: number): Promise<Incident> {
  const [row] = await rowsOf<IncidentRow>(pool, 'select * from privacy.incident where id = $1', [id]);
  if (!row) throw new Problem('incident.unknown', `There is no incident ${id}. GET /api/incidents lists them.`);
  return toView(toIncident(pool.ring, row));
}
