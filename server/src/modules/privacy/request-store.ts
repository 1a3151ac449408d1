import type { MemberRequest, RequestKind, RequestState } from '@shuke/contract';
import { collection } from '../../engine/index.ts';
import { bytesArray, instantArray, numberArray, textArray } from '../../platform/binary-arrays.ts';
import { type KeyRing, fieldCipher } from '../../platform/crypto/index.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';

export interface Who {
  readonly id: string;
  readonly name: string;
}

/** In words, and by whom. Sealed with the shop's key, as the proof outlives the member's. */
export interface RequestWords {
  readonly source: string;
  readonly note: string | null;
  readonly heir: MemberRequest['heir'];
  readonly openedBy: Who;
  readonly answer: string | null;
  readonly closedBy: Who | null;
  readonly proof: string | null;
}

export interface KeptRequest {
  readonly id: number;
  readonly member: number;
  readonly kind: RequestKind;
  readonly state: RequestState;
  /** Epoch milliseconds, as all instants here. */
  readonly receivedAt: number;
  readonly dueAt: number;
  readonly closedAt: number | null;
  readonly kept: RequestWords;
}

export interface RequestRow {
  readonly id: string;
  readonly member_id: string;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly received_at: Date;
  readonly due_at: Date;
  readonly closed_at: Date | null;
  readonly kept: Buffer;
}

const cipher = (ring: KeyRing) => fieldCipher(ring.source('field'), { table: 'privacy.request', column: 'kept' });

export const toRequest = (ring: KeyRing, row: RequestRow): KeptRequest => ({
  id: Number(row.id),
  member: Number(row.member_id),
  kind: row.kind,
  state: row.state,
  receivedAt: row.received_at.getTime(),
  dueAt: row.due_at.getTime(),
  closedAt: row.closed_at?.getTime() ?? null,
  // What was sealed before relatives could ask names none.
  kept: { heir: null, ...(cipher(ring).openJson(row.id, row.kept) as Omit<RequestWords, 'heir'>) },
});

/** All that a member ever asked for by law. */
export const requests = collection<number, readonly KeptRequest[]>({
  name: 'privacy.request',
  keep: 1000,
  audited: (member, before = [], after) =>
    after.flatMap((one) => {
      const was = before.find(({ id }) => id === one.id)?.state ?? null;
      return was === one.state
        ? []
        : [{ object: `member:${member}`, field: `request.${one.kind}`, before: was, after: one.state }];
    }),
  async load(db, members) {
    const rows = await rowsOf<RequestRow>(
      db,
      'select * from privacy.request where member_id = any($1::bigint[]) order by id',
      [numberArray(members)],
      'load privacy.request',
    );
    const found = new Map<number, KeptRequest[]>(members.map((member) => [member, []]));
    for (const row of rows) found.get(Number(row.member_id))?.push(toRequest(db.ring, row));
    return found;
  },
  save: (changed, ring) => {
    const rows = changed.flatMap(([, own]) => own);
    return [
      {
        name: 'save privacy.request',
        text: `insert into privacy.request (id, member_id, kind, state, received_at, due_at, closed_at, kept)
          select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::bytea[])
          on conflict (id) do update set state = excluded.state, closed_at = excluded.closed_at, kept = excluded.kept`,
        values: [
          numberArray(rows.map((row) => row.id)),
          numberArray(rows.map((row) => row.member)),
          textArray(rows.map((row) => row.kind)),
          textArray(rows.map((row) => row.state)),
          instantArray(rows.map((row) => row.receivedAt)),
          instantArray(rows.map((row) => row.dueAt)),
          instantArray(rows.map((row) => row.closedAt)),
          bytesArray(rows.map((row) => cipher(ring).sealJson(row.id, row.kept))),
        ],
      },
    ];
  },
});

/** Whose traces are to be looked for in the log, and what they are. */
export interface Erasure {
  readonly askedAt: number;
  readonly traces: readonly string[];
}

const tracesCipher = (ring: KeyRing) => fieldCipher(ring.source('log'), { table: 'privacy.erasure', column: 'traces' });
export const openTraces = (ring: KeyRing, member: string, sealed: Buffer): string[] =>
  tracesCipher(ring).openJson(member, sealed) as string[];

/** Who was erased, and when, as far as that is still to be known. */
export async function readErasures(db: Queryable): Promise<[member: number, at: number][]> {
  const rows = await rowsOf<{ member_id: string; asked_at: Date }>(
    db,
    'select member_id, asked_at from privacy.erasure',
  );
  return rows.map(({ member_id, asked_at }) => [Number(member_id), asked_at.getTime()]);
}

/** Forgets erasures of before, where nothing of them is left to do. */
export async function dropErasures(db: Queryable, before: number): Promise<void> {
  await rowsOf(db, 'delete from privacy.erasure where done_at is not null and asked_at < $1', [new Date(before)]);
}

/** Turns only begin erasures; the eraser ends them. */
export const erasures = collection<number, Erasure>({
  name: 'privacy.erasure',
  keep: 0,
  load: async () => [],
  save: (changed, ring) => [
    {
      name: 'save privacy.erasure',
      text: `insert into privacy.erasure (member_id, asked_at, traces) select * from unnest($1::bigint[], $2::timestamptz[], $3::bytea[])
        on conflict (member_id) do update set traces = excluded.traces, done_at = null`,
      values: [
        numberArray(changed.map(([member]) => member)),
        instantArray(changed.map(([, one]) => one.askedAt)),
        bytesArray(changed.map(([member, { traces }]) => tracesCipher(ring).sealJson(member, traces))),
      ],
    },
  ],
});
