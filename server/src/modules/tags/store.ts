import type { Tag, TagState } from '@shuke/contract';
import { collection, fieldChanges } from '../../engine/index.ts';
import { booleanArray, bytesArray, instantArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import { type KeyRing, Sealed, type SubjectKey } from '../../platform/crypto/index.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';
import { memberKeys } from '../members/index.ts';

/** The tags that members can have, under the one key there is. */
export const tags = collection<'all', readonly Tag[]>({
  name: 'tags.tag',
  keep: 1,
  load: async (db) => [['all', await readTags(db)]],
  audited: (_, before = [], after) =>
    after.flatMap((one) => {
      const was = before.find(({ code }) => code === one.code);
      return was === one ? [] : fieldChanges(`tag:${one.code}`, was, one, ['name', 'nameEn', 'isShown']);
    }),
  save: (changed) => {
    const rows = changed.flatMap(([, all]) => all);
    return [
      {
        name: 'save tags.tag',
        text: `insert into tags.tag (code, name, name_en, is_shown) select * from unnest($1::text[], $2::text[], $3::text[], $4::boolean[])
          on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, is_shown = excluded.is_shown`,
        values: [
          textArray(rows.map((row) => row.code)),
          textArray(rows.map((row) => row.name)),
          textArray(rows.map((row) => row.nameEn)),
          booleanArray(rows.map((row) => row.isShown)),
        ],
      },
    ];
  },
});

export const readTags = (db: Queryable): Promise<Tag[]> =>
  rowsOf<Tag>(
    db,
    'select code, name, name_en as "nameEn", is_shown as "isShown" from tags.tag order by code',
    [],
    'load tags.tag',
  );

/** What was told when a tag came to stand as it does: the reason it was put there for, and who did it, as is kept of a caller. */
export interface Why {
  readonly reason: string | null;
  readonly by: string;
}

/** How one tag stands with one member. */
export interface Standing {
  readonly tag: string;
  readonly state: TagState;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly why: Sealed<Why>;
}

export interface MemberTags {
  readonly standings: readonly Standing[];
  /** The member's, where any of it changed since it was last read. */
  readonly key: SubjectKey | null;
}

const whyCipher = (ring: KeyRing, key: SubjectKey) => key.cipher(ring, { table: 'tags.member_tag', column: 'why' });
const rowName = (key: SubjectKey, tag: string) => `${tag} ${key.subject}`;

const stateOf = ({ standings }: MemberTags, tag: string): TagState | null =>
  standings.find((one) => one.tag === tag)?.state ?? null;

/** The tags of each member, those that they refused as well. */
export const memberTags = collection<number, MemberTags>({
  name: 'tags.member_tag',
  keep: 50_000,
  load: loadMemberTags,
  audited(member, before = { standings: [], key: null }, after) {
    const { key } = after;
    // Nothing is told of what was destroyed.
    if (!key) return [];
    const codes = new Set([...before.standings, ...after.standings].map(({ tag }) => tag));
    return [...codes].flatMap((tag) => {
      const [was, is] = [stateOf(before, tag), stateOf(after, tag)];
      return was === is ? [] : [{ object: `member:${member}`, field: `tag.${tag}`, before: was, after: is, key }];
    });
  },
  save(changed, ring) {
    const rows = changed.flatMap(([member, { standings, key }]) => standings.map((one) => ({ member, key, ...one })));
    const [members, codes] = [numberArray(rows.map((row) => row.member)), textArray(rows.map((row) => row.tag))];
    return [
      {
        name: 'drop tags.member_tag',
        text: `delete from tags.member_tag o where o.member_id = any($1::bigint[])
          and not exists (select from unnest($2::bigint[], $3::text[]) as s(member_id, tag) where s.member_id = o.member_id and s.tag = o.tag)`,
        values: [numberArray(changed.map(([member]) => member)), members, codes],
      },
      {
        name: 'save tags.member_tag',
        text: `insert into tags.member_tag (member_id, tag, state, since, why)
          select * from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::bytea[])
          on conflict (member_id, tag) do update set state = excluded.state, since = excluded.since, why = excluded.why`,
        values: [
          members,
          codes,
          textArray(rows.map((row) => row.state)),
          instantArray(rows.map((row) => row.since)),
          bytesArray(
            rows.map(({ key, tag, why }) =>
              why.bytes((value) => whyCipher(ring, key!).sealJson(rowName(key!, tag), value)),
            ),
          ),
        ],
      },
    ];
  },
});

interface Row {
  readonly member_id: string;
  readonly tag: string;
  readonly state: TagState;
  readonly since: Date;
  readonly why: Buffer;
}

export async function loadMemberTags(
  db: Parameters<typeof memberKeys>[0],
  members: readonly number[],
): Promise<Map<number, MemberTags>> {
  const rows = await rowsOf<Row>(
    db,
    'select member_id, tag, state, since, why from tags.member_tag where member_id = any($1::bigint[]) order by since, tag',
    [numberArray(members)],
    'load tags.member_tag',
  );
  // Who has none is known to have none.
  const found = new Map<number, MemberTags>(members.map((member) => [member, { standings: [], key: null }]));
  const keys =
    rows.length > 0 ? await memberKeys(db, [...new Set(rows.map((row) => Number(row.member_id)))]) : undefined;
  for (const { member_id, tag, state, since, why } of rows) {
    const member = Number(member_id);
    const key = keys!.get(member)!;
    const opened = Sealed.stored(why, (bytes) => whyCipher(db.ring, key).openJson(rowName(key, tag), bytes) as Why);
    const standing = { tag, state, since: since.getTime(), why: opened };
    found.set(member, { standings: [...(found.get(member)?.standings ?? []), standing], key: null });
  }
  return found;
}
