import type { Identifier } from '@shuke/contract';
import { collection, fieldChanges } from '../../engine/index.ts';
import { dateArray, instantArray, jsonbArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import { rowsOf } from '../../platform/postgres.ts';

/** What a member told about themselves. */
export interface Profile {
  readonly name: string | null;
  readonly gender: 'female' | 'male' | 'other' | null;
  readonly birthday: string | null;
  readonly region: string | null;
  readonly language: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  readonly channel: string | null;
  readonly store: string | null;
  readonly joinedAt: number;
  readonly updatedAt: number;
}

interface ProfileRow extends Omit<Profile, 'joinedAt' | 'updatedAt'> {
  id: string;
  joined_at: Date;
  updated_at: Date;
}

export const profiles = collection<number, Profile>({
  name: 'members.member',
  keep: 50_000,
  audited: (id, before, after) =>
    fieldChanges(`member:${id}`, before, after, [
      'name',
      'gender',
      'birthday',
      'region',
      'language',
      'attributes',
      'channel',
      'store',
    ]),
  async load(db, ids) {
    const rows = await rowsOf<ProfileRow>(
      db,
      `select id, name, gender, birthday::text, region, language, attributes, channel, store, joined_at, updated_at
       from members.member where id = any($1::bigint[])`,
      [numberArray(ids)],
      'load members.member',
    );
    return rows.map(
      ({ id, joined_at, updated_at, ...rest }) =>
        [Number(id), { ...rest, joinedAt: joined_at.getTime(), updatedAt: updated_at.getTime() }] as const,
    );
  },
  save: (changed) => [
    {
      name: 'save members.member',
      text: `insert into members.member (id, name, gender, birthday, region, language, attributes, channel, store, joined_at, updated_at)
        select * from unnest($1::bigint[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[], $7::jsonb[], $8::text[], $9::text[], $10::timestamptz[], $11::timestamptz[])
        on conflict (id) do update set name = excluded.name, gender = excluded.gender, birthday = excluded.birthday, region = excluded.region,
          language = excluded.language, attributes = excluded.attributes, channel = excluded.channel, store = excluded.store,
          joined_at = excluded.joined_at, updated_at = excluded.updated_at`,
      values: [
        numberArray(changed.map(([id]) => id)),
        textArray(changed.map(([, profile]) => profile.name)),
        textArray(changed.map(([, profile]) => profile.gender)),
        dateArray(changed.map(([, profile]) => profile.birthday)),
        textArray(changed.map(([, profile]) => profile.region)),
        textArray(changed.map(([, profile]) => profile.language)),
        jsonbArray(changed.map(([, profile]) => profile.attributes)),
        textArray(changed.map(([, profile]) => profile.channel)),
        textArray(changed.map(([, profile]) => profile.store)),
        instantArray(changed.map(([, profile]) => profile.joinedAt)),
        instantArray(changed.map(([, profile]) => profile.updatedAt)),
      ],
    },
  ],
});

/** Who owns an identifier, by `kind:value`. */
export interface Owner {
  readonly identifier: Identifier;
  readonly memberId: number;
  readonly addedAt: number;
}

export const owners = collection<string, Owner>({
  name: 'members.identifier',
  keep: 100_000,
  audited: (_, before, { memberId, identifier: { kind, value } }) =>
    before ? [] : [{ object: `member:${memberId}`, field: `identifier.${kind}`, before: null, after: value }],
  async load(db, asked) {
    const kinds = asked.map((key) => key.slice(0, key.indexOf(':')));
    const values = asked.map((key) => key.slice(key.indexOf(':') + 1));
    const rows = await rowsOf<{ kind: Identifier['kind']; value: string; member_id: string; added_at: Date }>(
      db,
      `select i.kind, i.value, i.member_id, i.added_at from unnest($1::text[], $2::text[]) as asked(kind, value)
       join members.identifier i on i.kind = asked.kind and i.value = asked.value`,
      [textArray(kinds), textArray(values)],
      'load members.identifier',
    );
    return rows.map(
      (row) =>
        [
          `${row.kind}:${row.value}`,
          {
            identifier: { kind: row.kind, value: row.value },
            memberId: Number(row.member_id),
            addedAt: row.added_at.getTime(),
          },
        ] as const,
    );
  },
  save: (changed) => [
    {
      name: 'save members.identifier',
      text: `insert into members.identifier (kind, value, member_id, added_at)
        select * from unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[])
        on conflict (kind, value) do update set member_id = excluded.member_id, added_at = excluded.added_at`,
      values: [
        textArray(changed.map(([, owner]) => owner.identifier.kind)),
        textArray(changed.map(([, owner]) => owner.identifier.value)),
        numberArray(changed.map(([, owner]) => owner.memberId)),
        instantArray(changed.map(([, owner]) => owner.addedAt)),
      ],
    },
  ],
});
