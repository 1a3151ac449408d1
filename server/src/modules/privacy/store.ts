import type { ConsentDecision, ConsentEvidence, ContactChannel, PolicyCode, Purpose } from '@shuke/contract';
import { type Change, collection, journal } from '../../engine/index.ts';
import {
  booleanArray,
  bytesArray,
  instantArray,
  intArray,
  numberArray,
  textArray,
} from '../../platform/binary-arrays.ts';
import type { KeyRing, SubjectKey } from '../../platform/crypto/index.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';
import type { Consent } from './consent.ts';
import type { PolicyVersions, Version } from './policy.ts';

interface ConsentRow {
  readonly member_id: string;
  readonly purpose: Purpose;
  readonly channel: ContactChannel;
  readonly decision: ConsentDecision;
  readonly policy_code: PolicyCode | null;
  readonly policy_version: number | null;
  readonly by_guardian: boolean;
  readonly entry_id: string;
}

/** What each member said last, for every purpose and channel they said anything about. */
export const consents = collection<number, readonly Consent[]>({
  name: 'privacy.consent',
  keep: 50_000,
  load: loadConsents,
  audited: (member, before = [], after) =>
    after.flatMap(({ purpose, channel, decision, entry }): Change[] => {
      const was = before.find((one) => one.purpose === purpose && one.channel === channel);
      if (was?.entry === entry) return [];
      const field = `consent.${purpose}.${channel}`;
      return [{ object: `member:${member}`, field, before: was?.decision ?? null, after: decision }];
    }),
  save: (changed) => {
    const rows = changed.flatMap(([member, own]) => own.map((one) => ({ member, ...one })));
    return [
      {
        name: 'save privacy.consent',
        text: `insert into privacy.consent (member_id, purpose, channel, decision, policy_code, policy_version, by_guardian, entry_id)
          select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::boolean[], $8::bigint[])
          on conflict (member_id, purpose, channel) do update set decision = excluded.decision, policy_code = excluded.policy_code,
            policy_version = excluded.policy_version, by_guardian = excluded.by_guardian, entry_id = excluded.entry_id`,
        values: [
          numberArray(rows.map((row) => row.member)),
          textArray(rows.map((row) => row.purpose)),
          textArray(rows.map((row) => row.channel)),
          textArray(rows.map((row) => row.decision)),
          textArray(rows.map((row) => row.policy?.code ?? null)),
          intArray(rows.map((row) => row.policy?.version ?? null)),
          booleanArray(rows.map((row) => row.byGuardian)),
          numberArray(rows.map((row) => row.entry)),
        ],
      },
    ];
  },
});

export async function loadConsents(db: Queryable, members: readonly number[]) {
  const rows = await rowsOf<ConsentRow>(
    db,
    'select * from privacy.consent where member_id = any($1::bigint[]) order by entry_id',
    [numberArray(members)],
    'load privacy.consent',
  );
  // Who has said nothing is known to have said nothing.
  const found = new Map<number, Consent[]>(members.map((member) => [member, []]));
  for (const row of rows) {
    const policy =
      row.policy_code === null || row.policy_version === null
        ? null
        : { code: row.policy_code, version: row.policy_version };
    const { purpose, channel, decision, by_guardian: byGuardian } = row;
    found
      .get(Number(row.member_id))
      ?.push({ purpose, channel, decision, policy, byGuardian, entry: Number(row.entry_id) });
  }
  return found;
}

/** All versions of each policy. The rows themselves, with their texts, are added by the journal below. */
export const policies = collection<PolicyCode, PolicyVersions>({
  name: 'privacy.policy',
  keep: 100,
  load: loadPolicies,
  audited: (code, before = [], after) =>
    after.slice(before.length).map(({ version }) => ({
      object: `policy:${code}`,
      field: 'version',
      before: before.length || null,
      after: version,
    })),
  save: () => [],
});

export async function loadPolicies(db: Queryable, codes: readonly PolicyCode[]) {
  const rows = await rowsOf<{
    code: PolicyCode;
    version: number;
    hash: string;
    asks_again: boolean;
    published_at: Date;
    published_by: string;
  }>(
    db,
    `select code, version, hash, asks_again, published_at, published_by from privacy.policy_version
     where code = any($1::text[]) order by version`,
    [textArray(codes)],
    'load privacy.policy_version',
  );
  const found = new Map<PolicyCode, Version[]>(codes.map((code) => [code, []]));
  for (const { code, version, hash, asks_again, published_at, published_by } of rows)
    found.get(code)?.push({
      version,
      hash,
      asksAgain: asks_again,
      publishedAt: published_at.getTime(),
      publishedBy: published_by,
    });
  return found;
}

export interface Published extends Version {
  readonly code: PolicyCode;
  readonly text: string;
  readonly textEn: string | null;
}

export const policyVersions = journal<Published>({
  name: 'privacy.policy_version',
  save: (rows) => [
    {
      name: 'insert privacy.policy_version',
      text: `insert into privacy.policy_version (code, version, text, text_en, hash, asks_again, published_at, published_by)
        select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::timestamptz[], $8::text[])`,
      values: [
        textArray(rows.map((row) => row.code)),
        intArray(rows.map((row) => row.version)),
        textArray(rows.map((row) => row.text)),
        textArray(rows.map((row) => row.textEn)),
        textArray(rows.map((row) => row.hash)),
        booleanArray(rows.map((row) => row.asksAgain)),
        instantArray(rows.map((row) => row.publishedAt)),
        textArray(rows.map((row) => row.publishedBy)),
      ],
    },
  ],
});

export interface Entry extends Omit<Consent, 'entry' | 'policy'> {
  readonly id: number;
  readonly memberId: number;
  readonly policy: { readonly code: PolicyCode; readonly version: number; readonly hash: string } | null;
  /** All that is personal about it, in one value, and the member's key that seals it. */
  readonly evidence: ConsentEvidence;
  /** Null once it was destroyed, and then nothing of the evidence is kept. */
  readonly key: SubjectKey | null;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly cause: string;
}

const evidenceCipher = (ring: KeyRing, key: SubjectKey) =>
  key.cipher(ring, { table: 'privacy.consent_entry', column: 'evidence' });

/** How the entry of this id came about. */
export const openEvidence = (ring: KeyRing, key: SubjectKey, id: string, sealed: Buffer): ConsentEvidence =>
  // What was sealed before there were guardians names none.
  ({ guardian: null, ...(evidenceCipher(ring, key).openJson(id, sealed) as Omit<ConsentEvidence, 'guardian'>) });

export const consentEntries = journal<Entry>({
  name: 'privacy.consent_entry',
  save: (rows, ring) => [
    {
      name: 'insert privacy.consent_entry',
      text: `insert into privacy.consent_entry (id, member_id, purpose, channel, decision, policy_code, policy_version, policy_hash, by_guardian, evidence, at, cause)
        select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[], $9::boolean[], $10::bytea[], $11::timestamptz[], $12::text[])`,
      values: [
        numberArray(rows.map((row) => row.id)),
        numberArray(rows.map((row) => row.memberId)),
        textArray(rows.map((row) => row.purpose)),
        textArray(rows.map((row) => row.channel)),
        textArray(rows.map((row) => row.decision)),
        textArray(rows.map((row) => row.policy?.code ?? null)),
        intArray(rows.map((row) => row.policy?.version ?? null)),
        textArray(rows.map((row) => row.policy?.hash ?? null)),
        booleanArray(rows.map((row) => row.byGuardian)),
        bytesArray(
          rows.map(({ key, id, evidence }) =>
            key ? evidenceCipher(ring, key).sealJson(id, evidence) : Buffer.alloc(0),
          ),
        ),
        instantArray(rows.map((row) => row.at)),
        textArray(rows.map((row) => row.cause)),
      ],
    },
  ],
});
