import type { Identifier } from '@shuke/contract';
import { collection, fieldChanges, journal } from '../../engine/index.ts';
import { bytesArray, instantArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import { type KeyRing, Sealed, SubjectKey } from '../../platform/crypto/index.ts';
import { type Queryable, type Statement, rowsOf } from '../../platform/postgres.ts';
import {
  type Personal,
  asArray,
  identifierSearch,
  identifierToken,
  identifierTokens,
  indexVersion,
  nameSearch,
  nobody,
  openPersonal,
  sealIdentifier,
  sealPersonal,
} from './sealing.ts';

/** What a member told about themselves. */
export interface Profile {
  /** Seals whatever is known of this member alone; null once it was destroyed. */
  readonly key: SubjectKey | null;
  readonly personal: Sealed<Personal>;
  readonly gender: 'female' | 'male' | 'other' | null;
  readonly region: string | null;
  readonly language: string | null;
  readonly channel: string | null;
  readonly store: string | null;
  readonly joinedAt: number;
  readonly updatedAt: number;
  /** When all that tells who this was was destroyed. */
  readonly erasedAt: number | null;
}

interface ProfileRow extends Pick<Profile, 'gender' | 'region' | 'language' | 'channel' | 'store'> {
  id: string;
  sealed: Buffer;
  wrapped: Buffer | null;
  joined_at: Date;
  updated_at: Date;
  erased_at: Date | null;
}

/** Where the secrets of members are kept. Copies of it are to be destroyed with the original. */
export const secretTable = 'members.secret';

/** Takes out secrets of members that are not there: in a restored database their ids will be given to others. */
export const dropStraySecrets = (db: Queryable) =>
  rowsOf(db, 'delete from members.secret s where not exists (select from members.member m where m.id = s.member_id)');

/** Joined to the members `m`, it has the key with which what is sealed of each opens. */
export const secretOf = (member: string) =>
  `(select s.wrapped from members.secret s where s.member_id = ${member}) as wrapped`;

const openFields = ['gender', 'region', 'language', 'channel', 'store'] as const;

export const profiles = collection<number, Profile>({
  name: 'members.member',
  keep: 50_000,
  audited: (id, before, after) => {
    // The trail is kept for good, what is sensitive only as long as its consent: it tells the names of such fields alone.
    const flat = (of: Profile) => ({
      ...of,
      ...of.personal.value,
      sensitive: Object.keys(of.personal.value.sensitive).toSorted().join(', ') || null,
    });
    const fields = ['name', 'birthday', 'attributes', 'sensitive', ...openFields] as const;
    const changes = fieldChanges(`member:${id}`, before && flat(before), flat(after), fields);
    const { key, erasedAt } = after;
    // Nothing is told of what was destroyed.
    if (!key)
      return [{ object: `member:${id}`, field: 'erasedAt', before: null, after: new Date(erasedAt!).toISOString() }];
    return changes.map((change) => ({ ...change, key }));
  },
  async load(db, ids) {
    const rows = await rowsOf<ProfileRow>(
      db,
      `select id, sealed, ${secretOf('m.id')}, gender, region, language, channel, store, joined_at, updated_at, erased_at
       from members.member m where id = any($1::bigint[])`,
      [numberArray(ids)],
      'load members.member',
    );
    return rows.map(({ id, sealed, wrapped, joined_at, updated_at, erased_at, ...open }) => {
      const key = wrapped && new SubjectKey(Number(id), wrapped);
      const personal = key ? Sealed.stored(sealed, (bytes) => openPersonal(db.ring, key, bytes)) : Sealed.of(nobody);
      return [
        Number(id),
        {
          key,
          personal,
          ...open,
          joinedAt: joined_at.getTime(),
          updatedAt: updated_at.getTime(),
          erasedAt: erased_at?.getTime() ?? null,
        },
      ] as const;
    });
  },
  save: (changed, ring) => [
    {
      name: 'save members.member',
      text: `insert into members.member (id, sealed, search, gender, region, language, channel, store, joined_at, updated_at, erased_at, index_version)
        select i, p, n::bigint[], g, r, l, c, s, j, u, e, $12
        from unnest($1::bigint[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[])
          as m(i, p, n, g, r, l, c, s, j, u, e)
        on conflict (id) do update set sealed = excluded.sealed, search = excluded.search, gender = excluded.gender, region = excluded.region,
          language = excluded.language, channel = excluded.channel, store = excluded.store, joined_at = excluded.joined_at, updated_at = excluded.updated_at,
          erased_at = excluded.erased_at, index_version = excluded.index_version`,
      values: [
        numberArray(changed.map(([id]) => id)),
        bytesArray(
          changed.map(([, { key, personal }]) =>
            key ? personal.bytes((value) => sealPersonal(ring, key, value)) : NOTHING,
          ),
        ),
        textArray(changed.map(([, { personal }]) => asArray(nameSearch(ring, personal.value.name)))),
        textArray(changed.map(([, profile]) => profile.gender)),
        textArray(changed.map(([, profile]) => profile.region)),
        textArray(changed.map(([, profile]) => profile.language)),
        textArray(changed.map(([, profile]) => profile.channel)),
        textArray(changed.map(([, profile]) => profile.store)),
        instantArray(changed.map(([, profile]) => profile.joinedAt)),
        instantArray(changed.map(([, profile]) => profile.updatedAt)),
        instantArray(changed.map(([, profile]) => profile.erasedAt)),
        indexVersion(ring),
      ],
    },
    ...destroy(changed.filter(([, { erasedAt }]) => erasedAt !== null)),
  ],
});

/** What is left of a destroyed profile. */
const NOTHING = Buffer.alloc(0);

/** Without the secret, every copy of what was sealed with it is lost, also in backups; without identifiers, nobody is found. */
const destroy = (members: readonly (readonly [number, Profile])[]): Statement[] =>
  members.length === 0
    ? []
    : [
        {
          name: 'destroy members.secret',
          text: 'delete from members.secret where member_id = any($1::bigint[])',
          values: [numberArray(members.map(([id]) => id))],
        },
        {
          name: 'destroy members.identifier',
          text: `with erased as (select * from unnest($1::bigint[], $2::timestamptz[]) as e(member_id, at)),
            gone as (delete from members.identifier i using erased e where i.member_id = e.member_id returning i.token, e.member_id, e.at)
            insert into members.erased_identifier (token, member_id, erased_at) select * from gone ${ERASED_ANEW}`,
          values: [numberArray(members.map(([id]) => id)), instantArray(members.map(([, { erasedAt }]) => erasedAt))],
        },
      ];

const ERASED_ANEW = 'on conflict (token) do update set member_id = excluded.member_id, erased_at = excluded.erased_at';

/** Forgets by what erased members were known: only once all is decided that was accepted before. */
export const forgetErased = (db: Queryable, members: readonly string[]) =>
  rowsOf(db, 'delete from members.erased_identifier where member_id = any($1::bigint[])', [members]);

/**
 * Keys of members who join. Each is stored once: where another lies already, the turn fails, as what the new one sealed could never be read. One
 * that came in the very turn that erased its member is not stored.
 */
export const secrets = journal<SubjectKey>({
  name: 'members.secret',
  save: (keys, ring) => [
    {
      name: 'insert members.secret',
      text: `insert into members.secret (member_id, wrapped) select m, w from unnest($1::bigint[], $2::bytea[]) as s(m, w)
        where not exists (select from members.member o where o.id = m and o.erased_at is not null)`,
      values: [numberArray(keys.map(({ subject }) => subject)), bytesArray(keys.map((key) => key.wrapped(ring)))],
    },
  ],
});

/** Who owns an identifier, by `kind:value`. One that came in the very turn that erased its member goes with the others. */
export interface Owner {
  readonly identifier: Identifier;
  /** Null where whoever it named was erased. */
  readonly memberId: number | null;
  readonly addedAt: number;
  /** Whom it named before, and until when, as long as inputs may wait that mean that member. */
  readonly erased: { readonly memberId: number; readonly at: number } | null;
  /** The member's, where this was added since it was last read. */
  readonly key?: SubjectKey | null;
}

export const owners = collection<string, Owner>({
  name: 'members.identifier',
  keep: 100_000,
  audited: (_, before, { memberId, identifier: { kind, value }, key }) =>
    before || !key
      ? []
      : [{ object: `member:${memberId}`, field: `identifier.${kind}`, before: null, after: value, key }],
  async load(db, asked) {
    const byToken = new Map(
      asked.flatMap((key) => {
        const identifier = identifierOf(key);
        return identifierTokens(db.ring, identifier).map(
          (token) => [token.toString('hex'), { key, identifier }] as const,
        );
      }),
    );
    const rows = await rowsOf<{ token: Buffer; member_id: string; at: Date; is_erased: boolean }>(
      db,
      `select token, member_id, added_at as at, false as is_erased from members.identifier where token = any($1::bytea[])
       union all select token, member_id, erased_at, true from members.erased_identifier where token = any($1::bytea[])`,
      [bytesArray([...byToken.keys()].map((token) => Buffer.from(token, 'hex')))],
      'load members.identifier',
    );
    const found = new Map<string, Owner>();
    for (const { token, member_id, at, is_erased } of rows) {
      const { key, identifier } = byToken.get(token.toString('hex'))!;
      const [memberId, instant] = [Number(member_id), at.getTime()];
      const nobodys: Owner = { identifier, memberId: null, addedAt: instant, erased: null };
      const owner = found.get(key) ?? nobodys;
      found.set(
        key,
        is_erased ? { ...owner, erased: { memberId, at: instant } } : { ...owner, memberId, addedAt: instant },
      );
    }
    return found;
  },
  save(changed, ring) {
    const owned = changed.filter(([, { memberId }]) => memberId !== null);
    const erased = changed.filter(([, owner]) => owner.memberId === null && owner.erased !== null);
    return [
      ...(owned.length > 0 ? [...dropOlder(owned, ring), saveOwned(owned, ring)] : []),
      ...(erased.length > 0 ? [saveErased(erased, ring)] : []),
    ];
  },
});

type Owned = readonly (readonly [string, Owner])[];

/** While an index is built anew, rows may stand under an older token: the one that is saved now takes their place. */
function dropOlder(owned: Owned, ring: KeyRing): Statement[] {
  const current = indexVersion(ring);
  const older = ring.live('index').filter(({ version }) => version !== current);
  if (older.length === 0) return [];
  const tokens = owned.flatMap(([, { identifier }]) => older.map((key) => identifierToken(ring, identifier, key)));
  const text = 'delete from members.identifier where token = any($1::bytea[])';
  return [{ name: 'drop older members.identifier', text, values: [bytesArray(tokens)] }];
}

const saveOwned = (owned: Owned, ring: KeyRing): Statement => ({
  name: 'save members.identifier',
  text: `with i as (select t, k, v, s::bigint[] as s, m, a,
        (select o.erased_at from members.member o where o.id = m and o.erased_at is not null) as e
      from unnest($1::bytea[], $2::text[], $3::bytea[], $4::text[], $5::bigint[], $6::timestamptz[]) as i(t, k, v, s, m, a)),
    gone as (insert into members.erased_identifier (token, member_id, erased_at) select t, m, e from i where e is not null ${ERASED_ANEW})
    insert into members.identifier (token, kind, sealed, search, member_id, added_at, index_version) select t, k, v, s, m, a, $7 from i where e is null
    on conflict (token) do update set sealed = excluded.sealed, member_id = excluded.member_id, added_at = excluded.added_at`,
  values: [
    bytesArray(owned.map(([, { identifier }]) => identifierToken(ring, identifier))),
    textArray(owned.map(([, { identifier }]) => identifier.kind)),
    bytesArray(owned.map(([, { identifier, key }]) => sealIdentifier(ring, key!, identifier))),
    textArray(owned.map(([, { identifier }]) => asArray(identifierSearch(ring, identifier)))),
    numberArray(owned.map(([, owner]) => owner.memberId!)),
    instantArray(owned.map(([, owner]) => owner.addedAt)),
    indexVersion(ring),
  ],
});

const saveErased = (gone: Owned, ring: KeyRing): Statement => ({
  name: 'save members.erased_identifier',
  text: `insert into members.erased_identifier (token, member_id, erased_at) select * from unnest($1::bytea[], $2::bigint[], $3::timestamptz[]) ${ERASED_ANEW}`,
  values: [
    bytesArray(gone.map(([, { identifier }]) => identifierToken(ring, identifier))),
    numberArray(gone.map(([, { erased }]) => erased!.memberId)),
    instantArray(gone.map(([, { erased }]) => erased!.at)),
  ],
});

function identifierOf(key: string): Identifier {
  const colon = key.indexOf(':');
  return { kind: key.slice(0, colon) as Identifier['kind'], value: key.slice(colon + 1) };
}
