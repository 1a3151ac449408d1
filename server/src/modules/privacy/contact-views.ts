import { type AnswerOf, CONTACT_DAYS, type Contact, type ContactOutcome, type countContacts } from '@shuke/contract';
import type { SubjectKey } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import type { NameOf } from '../../platform/http.ts';
import { page, readCursor } from '../../platform/paging.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import type { Zone } from '../../platform/zone.ts';
import { type ContactRow, openReference, proofOf } from './contact-store.ts';
import { openEvidence } from './store.ts';

/** With the entry of the ledger that each rests on. */
interface Row extends ContactRow {
  readonly entry_at: Date | null;
  readonly evidence: Buffer | null;
}

const select = `select c.*, e.at as entry_at, e.evidence from privacy.contact c
  left join privacy.consent_entry e on e.id = c.entry_id`;

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Without the member's key only what the law asks to keep is told: which text was consented to, and when. */
const toView =
  (pool: Database, key: SubjectKey | undefined, nameOf: NameOf) =>
  (row: Row): Contact => {
    const proof = proofOf(row);
    return {
      id: row.id,
      memberId: row.member_id,
      purpose: row.purpose,
      channel: row.channel,
      isPersonalised: row.is_personalised,
      reference: key && row.reference ? openReference(pool.ring, key, row.id, row.reference) : null,
      state: row.state,
      reason: row.reason,
      stoppedBy: row.stopped_by,
      askedAt: row.asked_at.toISOString(),
      askedBy: nameOf(row.asked_by),
      until: iso(row.until),
      endedAt: iso(row.ended_at),
      proof: proof && {
        entry: row.entry_id!,
        at: row.entry_at!.toISOString(),
        policy: proof.policy,
        byGuardian: proof.byGuardian,
        evidence: key && row.evidence ? openEvidence(pool.ring, key, row.entry_id!, row.evidence) : null,
      },
    };
  };

/** What a permit or refusal is about; refuses what is not there. */
export async function memberOfContact(pool: Database, id: number): Promise<number> {
  const [row] = await rowsOf<{ member_id: string }>(pool, 'select member_id from privacy.contact where id = $1', [id]);
  if (!row)
    throw new Problem('contact.unknown', `There is no permit ${id}. POST /api/contacts answers the id of each.`);
  return Number(row.member_id);
}

export async function readContact(pool: Database, id: number, key: SubjectKey | undefined, nameOf: NameOf) {
  const [row] = await rowsOf<Row>(pool, `${select} where c.id = $1`, [id]);
  return toView(pool, key, nameOf)(row!);
}

/** Newest first. */
export async function readMemberContacts(
  pool: Database,
  member: number,
  key: SubjectKey | undefined,
  nameOf: NameOf,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const before = readCursor(cursor, ['number'])?.[0] ?? null;
  const rows = await rowsOf<Row>(
    pool,
    `${select} where c.member_id = $1 and ($2::bigint is null or c.id < $2) order by c.id desc limit $3`,
    [member, before, limit + 1],
  );
  return page(rows, limit, (row) => [row.id], toView(pool, key, nameOf));
}

/** Open ones stay: they end by themselves within a week. Nothing changes any more of what ended, so that no turn writes it again. */
export async function dropContactsBefore(db: Database, before: Date): Promise<number> {
  const { rowCount } = await db.query("delete from privacy.contact where asked_at < $1 and state <> 'open'", [before]);
  return rowCount ?? 0;
}

/** Of whole days of the business zone, as lists of members are filtered by. */
export async function readContactCounts(
  pool: Database,
  zone: Zone,
  now: number,
): Promise<AnswerOf<typeof countContacts>> {
  const from = new Date(zone.startOf(zone.dayOf(now) - CONTACT_DAYS)).toISOString();
  const rows = await rowsOf<{ outcome: ContactOutcome; contacts: string; members: string }>(
    pool,
    `select outcome, count(*) as contacts, count(distinct member_id) as members from privacy.contact_outcome_view
     where asked_at >= $1 group by outcome order by outcome`,
    [from],
  );
  const items = rows.map(({ outcome, contacts, members }) => ({
    outcome,
    contacts: Number(contacts),
    members: Number(members),
  }));
  return { from, items };
}
