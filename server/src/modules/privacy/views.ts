import {
  type AnswerOf,
  type ConsentEntry,
  type PolicyCode,
  type Purpose,
  type countRenewals,
  type getConsents,
  contactChannels,
  policyCodes,
  purposes,
} from '@shuke/contract';
import { numberArray } from '../../platform/binary-arrays.ts';
import type { SubjectKey } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { page, readCursor } from '../../platform/paging.ts';
import { Problem } from '../../platform/problem.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { type Standards, isAllowed, isProfilingAllowed, stateOf } from './consent.ts';
import { toPolicyVersion } from './publish-policy.ts';
import { loadConsents, loadPolicies, openEvidence } from './store.ts';

interface EntryRow extends Omit<ConsentEntry, 'at' | 'policy' | 'evidence'> {
  readonly evidence: Buffer;
  readonly at: Date;
  readonly policy_code: PolicyCode | null;
  readonly policy_version: number;
  readonly policy_hash: string;
}

const columns = 'id, purpose, channel, decision, policy_code, policy_version, policy_hash, evidence, at';

/** What a member consents to with its evidence, and the ledger behind it, newest first. */
export async function readConsents(
  pool: Database,
  key: SubjectKey,
  needsGuardian: boolean,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<AnswerOf<typeof getConsents>> {
  const member = key.subject;
  const toEntry = ({ at, evidence, policy_code, policy_version, policy_hash, ...rest }: EntryRow): ConsentEntry => ({
    ...rest,
    at: at.toISOString(),
    policy: policy_code === null ? null : { code: policy_code, version: policy_version, hash: policy_hash },
    evidence: openEvidence(pool.ring, key, rest.id, evidence),
  });
  const before = readCursor(cursor, ['number'])?.[0] ?? null;
  const [held, versions, rows] = await Promise.all([
    loadConsents(pool, [member]),
    loadPolicies(pool, policyCodes),
    rowsOf<EntryRow>(
      pool,
      `select ${columns} from privacy.consent_entry where member_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
      [member, before, limit + 1],
    ),
  ]);
  const own = held.get(member) ?? [];
  const ground = await rowsOf<EntryRow>(
    pool,
    `select ${columns} from privacy.consent_entry where id = any($1::bigint[]) order by id`,
    [numberArray(own.map(({ entry }) => entry))],
  );
  const standards: Standards = { versionsOf: (code) => versions.get(code) ?? [], needsGuardian };
  const states = new Map(own.map((one) => [String(one.entry), stateOf(one, standards)]));
  const { items, nextCursor } = page(rows, limit, (row) => [row.id], toEntry);
  return {
    consents: ground.map((row) => ({ ...toEntry(row), state: states.get(row.id) ?? 'withdrawn' })),
    allowed: purposes.flatMap((purpose) =>
      contactChannels
        .filter((channel) => isAllowed(own, standards, purpose, channel))
        .map((channel) => ({ purpose, channel })),
    ),
    allowsProfiling: isProfilingAllowed(own, standards),
    needsGuardian,
    entries: items,
    nextCursor,
  };
}

/** All versions of all policies, latest first. */
export async function readPolicies(pool: Database) {
  const all = [...(await loadPolicies(pool, policyCodes))].flatMap(([code, versions]) =>
    versions.map((one) => toPolicyVersion(code, one)),
  );
  return { items: all.toSorted((one, other) => (one.publishedAt < other.publishedAt ? 1 : -1)) };
}

export async function readPolicy(pool: Database, code: PolicyCode, version: number) {
  const [texts] = await rowsOf<{ text: string; textEn: string | null }>(
    pool,
    'select text, text_en as "textEn" from privacy.policy_version where code = $1 and version = $2',
    [code, version],
  );
  const found = (await loadPolicies(pool, [code])).get(code)?.find((one) => one.version === version);
  if (!texts || !found)
    throw new Problem('policy.unknown', `There is no version ${version} of ${code}. GET /api/policies lists them.`);
  return { ...toPolicyVersion(code, found), ...texts };
}

/** How many members stand on versions that were replaced, and how many on each policy. A channel given anew counts until all are. */
export async function readRenewals(pool: Database): Promise<AnswerOf<typeof countRenewals>> {
  const [behind, holding] = await Promise.all([
    rowsOf<{ purpose: Purpose; renew: string; older: string }>(
      pool,
      `select purpose, count(distinct member_id) filter (where is_renew) as renew, count(distinct member_id) filter (where not is_renew) as older
       from privacy.consent_behind_view group by purpose`,
    ),
    rowsOf<{ code: PolicyCode; members: string }>(
      pool,
      `select c.policy_code as code, count(distinct c.member_id) as members from privacy.consent c
       where c.decision = 'given' and not exists (
         select from privacy.policy_version v where v.code = c.policy_code and v.version > c.policy_version and v.asks_again
       ) group by 1`,
    ),
  ]);
  const ofPurpose = new Map(behind.map((row) => [row.purpose, row]));
  const ofPolicy = new Map(holding.map((row) => [row.code, row]));
  return {
    purposes: purposes.map((purpose) => ({
      purpose,
      renew: Number(ofPurpose.get(purpose)?.renew ?? 0),
      older: Number(ofPurpose.get(purpose)?.older ?? 0),
    })),
    policies: policyCodes.map((code) => ({ code, members: Number(ofPolicy.get(code)?.members ?? 0) })),
  };
}
