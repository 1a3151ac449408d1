import type { ContactPurpose, ContactReason, ContactState, MessageChannel, PolicyCode } from '@shuke/contract';
import { type Change, type PersonalChange, collection } from '../../engine/index.ts';
import {
  booleanArray,
  bytesArray,
  instantArray,
  intArray,
  numberArray,
  textArray,
} from '../../platform/binary-arrays.ts';
import { type KeyRing, type SubjectKey, blindIndex } from '../../platform/crypto/index.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';
import type { Contact } from './contact.ts';

export interface ContactRow {
  readonly id: string;
  readonly member_id: string;
  readonly purpose: ContactPurpose;
  readonly channel: MessageChannel;
  readonly is_personalised: boolean;
  readonly reference: Buffer | null;
  readonly token: Buffer;
  readonly state: ContactState;
  readonly reason: ContactReason | null;
  readonly stopped_by: string | null;
  readonly asked_by: string;
  readonly asked_at: Date;
  readonly until: Date | null;
  readonly ended_at: Date | null;
  readonly entry_id: string | null;
  readonly policy_code: PolicyCode | null;
  readonly policy_version: number | null;
  readonly policy_hash: string | null;
  readonly by_guardian: boolean;
}

const cipher = (ring: KeyRing, key: SubjectKey) => key.cipher(ring, { table: 'privacy.contact', column: 'reference' });

export const openReference = (ring: KeyRing, key: SubjectKey, id: string, sealed: Buffer): string =>
  cipher(ring, key).openJson(id, sealed) as string;

/** Tells references apart without telling them. With a new version of the key, what was permitted before is another reference. */
export const tokenOf = (ring: KeyRing, reference: string): string =>
  blindIndex(ring.current('index'), 'privacy.contact.reference', 1).token('whole', reference).toString('hex');

const atOf = (value: Date | null): number | null => value?.getTime() ?? null;
const numberOf = (value: string | null): number | null => (value === null ? null : Number(value));

export const proofOf = (row: ContactRow): Contact['proof'] =>
  row.entry_id === null || row.policy_code === null || row.policy_version === null || row.policy_hash === null
    ? null
    : {
        entry: Number(row.entry_id),
        policy: { code: row.policy_code, version: row.policy_version, hash: row.policy_hash },
        byGuardian: row.by_guardian,
      };

const toContact = (row: ContactRow): Contact => ({
  id: Number(row.id),
  memberId: Number(row.member_id),
  purpose: row.purpose,
  channel: row.channel,
  isPersonalised: row.is_personalised,
  token: row.token.toString('hex'),
  state: row.state,
  reason: row.reason,
  stoppedBy: numberOf(row.stopped_by),
  askedBy: row.asked_by,
  askedAt: row.asked_at.getTime(),
  until: atOf(row.until),
  endedAt: atOf(row.ended_at),
  proof: proofOf(row),
  told: null,
});

/** What of a contact the trail tells; what it is called goes with the key of the member where it is about one alone. */
function told({ memberId, purpose, channel, state, reason, told: just }: Contact, before?: Contact): PersonalChange[] {
  const of = { object: `member:${memberId}` };
  const change: Change = {
    ...of,
    field: `contact.${purpose}.${channel}`,
    before: before?.state ?? null,
    after: reason === null ? state : `${state}.${reason}`,
  };
  if (before || !just) return [change];
  const key = just.isOfOne ? { key: just.key } : {};
  const named = { ...of, field: 'contact.reference', before: null, after: just.reference, ...key };
  return [{ ...change, ...key }, ...(just.isFirst ? [named] : [])];
}

export const contacts = collection<number, Contact>({
  name: 'privacy.contact',
  keep: 20_000,
  async load(db, ids) {
    const rows = await rowsOf<ContactRow>(
      db,
      'select * from privacy.contact where id = any($1::bigint[])',
      [numberArray(ids)],
      'load privacy.contact',
    );
    return rows.map((row) => [Number(row.id), toContact(row)] as const);
  },
  audited: (_, before, after) => (before?.state === after.state ? [] : told(after, before)),
  save: (changed, ring) => {
    const rows = changed.map(([, one]) => one);
    return [
      {
        name: 'save privacy.contact',
        text: `insert into privacy.contact (id, member_id, purpose, channel, is_personalised, reference, token, state, reason, stopped_by, asked_by,
            asked_at, until, ended_at, entry_id, policy_code, policy_version, policy_hash, by_guardian)
          select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::boolean[], $6::bytea[], $7::bytea[], $8::text[], $9::text[], $10::bigint[], $11::text[],
            $12::timestamptz[], $13::timestamptz[], $14::timestamptz[], $15::bigint[], $16::text[], $17::int[], $18::text[], $19::boolean[])
          on conflict (id) do update set state = excluded.state, reason = excluded.reason, stopped_by = excluded.stopped_by, ended_at = excluded.ended_at,
            entry_id = excluded.entry_id, policy_code = excluded.policy_code, policy_version = excluded.policy_version,
            policy_hash = excluded.policy_hash, by_guardian = excluded.by_guardian`,
        values: [
          numberArray(rows.map((row) => row.id)),
          numberArray(rows.map((row) => row.memberId)),
          textArray(rows.map((row) => row.purpose)),
          textArray(rows.map((row) => row.channel)),
          booleanArray(rows.map((row) => row.isPersonalised)),
          bytesArray(rows.map((row) => row.told && cipher(ring, row.told.key).sealJson(row.id, row.told.reference))),
          bytesArray(rows.map((row) => Buffer.from(row.token, 'hex'))),
          textArray(rows.map((row) => row.state)),
          textArray(rows.map((row) => row.reason)),
          numberArray(rows.map((row) => row.stoppedBy)),
          textArray(rows.map((row) => row.askedBy)),
          instantArray(rows.map((row) => row.askedAt)),
          instantArray(rows.map((row) => row.until)),
          instantArray(rows.map((row) => row.endedAt)),
          numberArray(rows.map((row) => row.proof?.entry ?? null)),
          textArray(rows.map((row) => row.proof?.policy.code ?? null)),
          intArray(rows.map((row) => row.proof?.policy.version ?? null)),
          textArray(rows.map((row) => row.proof?.policy.hash ?? null)),
          booleanArray(rows.map((row) => row.proof?.byGuardian ?? false)),
        ],
      },
    ];
  },
});

/** The open permits of each member: what a withdrawal stops. The rows themselves are those of `contacts`. */
export const openContacts = collection<number, readonly Contact[]>({
  name: 'privacy.contact.open',
  keep: 50_000,
  async load(db, members) {
    const rows = await rowsOf<ContactRow>(
      db,
      `select * from privacy.contact where member_id = any($1::bigint[]) and state = 'open' order by id`,
      [numberArray(members)],
      'load privacy.contact open',
    );
    const found = new Map<number, Contact[]>(members.map((member) => [member, []]));
    for (const row of rows) found.get(Number(row.member_id))?.push(toContact(row));
    return found;
  },
  save: () => [],
});

/** How many permits were given for one reference, by its token: what is asked for in many small calls is one broadcast. */
export const plannedFor = collection<string, number>({
  name: 'privacy.contact.planned',
  keep: 10_000,
  load: loadPlanned,
  save: () => [],
});

async function loadPlanned(db: Queryable, tokens: readonly string[]) {
  const rows = await rowsOf<{ token: string; members: string }>(
    db,
    `select encode(token, 'hex') as token, count(*) as members from privacy.contact
     where token = any($1::bytea[]) and state <> 'refused' group by token`,
    [bytesArray(tokens.map((token) => Buffer.from(token, 'hex')))],
    'count privacy.contact planned',
  );
  const counts = new Map(rows.map(({ token, members }) => [token, Number(members)]));
  return tokens.map((token) => [token, counts.get(token) ?? 0] as const);
}
