import { z } from 'zod';
import { cursorQuery, id, listOf, text } from './common.ts';
import { endpoint } from './endpoint.ts';
import { personal } from './personal.ts';

/** What members may ask for by law (个人信息保护法 44 to 48), and of some of it close relatives of one who died (49). */
export const requestKinds = ['access', 'copy', 'correct', 'delete', 'object', 'explain'] as const;
export type RequestKind = (typeof requestKinds)[number];

export const heirKinds: readonly RequestKind[] = ['access', 'copy', 'correct', 'delete'];

export const requestStates = ['open', 'done', 'refused'] as const;
export type RequestState = (typeof requestStates)[number];

/** Days until a request is to be answered: 15 for a deletion, 30 for all else (GB/T 35273). */
export const requestDays = { access: 30, copy: 30, correct: 30, delete: 15, object: 30, explain: 30 } as const;

const said = z.object({ id: z.string(), name: z.string() });

export const memberRequest = z.object({
  id,
  memberId: id,
  kind: z.enum(requestKinds),
  state: z.enum(requestStates),
  receivedAt: z.string(),
  dueAt: z.string(),
  closedAt: z.string().nullable(),
  /** Where it came in: `counter`, `phone`, `miniprogram`. */
  source: z.string(),
  note: z.string().nullable(),
  /** Who asks in the place of a member who died, what they are to them, and what shows it; null where the member asks. */
  heir: z.object({ name: personal('name', z.string()), relation: z.string(), evidence: z.string() }).nullable(),
  openedBy: said,
  /** What the member was answered; with the reason where it was refused. */
  answer: z.string().nullable(),
  closedBy: said.nullable(),
  /** Hex SHA-256 of the copy that was handed over. */
  proof: z.string().nullable(),
});
export type MemberRequest = z.output<typeof memberRequest>;

export const openRequest = endpoint({
  method: 'POST',
  path: '/api/members/{id}/requests',
  permission: 'privacy.write',
  approval: null,
  stores: 'member',
  tag: 'privacy',
  summary: 'Take down what a member, or a close relative of one who died, asks for by law; its clock begins',
  params: z.object({ id }),
  body: z
    .strictObject({
      kind: z.enum(requestKinds),
      source: text(60),
      note: text(2000).nullable().default(null),
      heir: z
        .strictObject({ name: text(100), relation: text(40), evidence: text(500) })
        .nullable()
        .default(null),
    })
    .check(({ value, issues }) => {
      if (value.heir !== null && !heirKinds.includes(value.kind))
        issues.push({
          code: 'custom',
          path: ['kind'],
          message: `must be one of ${heirKinds.join(', ')} where a relative asks`,
          input: value.kind,
        });
    }),
  answer: memberRequest,
});

export const listRequests = endpoint({
  method: 'GET',
  path: '/api/requests',
  permission: 'privacy.read',
  tag: 'privacy',
  summary: 'Requests of members: open ones by when they are due, others newest first',
  query: z.strictObject({
    ...cursorQuery,
    state: z.enum(requestStates).optional(),
    kind: z.enum(requestKinds).optional(),
    member: id.optional(),
  }),
  answer: listOf(memberRequest),
});

export const closeRequest = endpoint({
  method: 'POST',
  path: '/api/requests/{id}/close',
  permission: 'privacy.write',
  approval: null,
  tag: 'privacy',
  summary: 'Tell how a request was answered. A deletion is done by erasing the member, not by closing it',
  params: z.object({ id }),
  body: z.strictObject({
    outcome: z.enum(['done', 'refused']),
    answer: text(4000),
    proof: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 that the copy came with, in hex')
      .nullable()
      .default(null),
  }),
  answer: memberRequest,
});

export const eraseMember = endpoint({
  method: 'POST',
  path: '/api/members/{id}/erase',
  permission: 'privacy.erase',
  approval: 'members.erase',
  tag: 'privacy',
  summary: 'Destroy all that tells who a member is; orders and points stay, without a name. It cannot be undone',
  description:
    'Profile, identifiers and the member’s key are gone with this call, so that nothing sealed for the member opens any more, in backups neither once the next one is made. The log and kept answers are emptied in the background. Open requests to delete are closed.',
  params: z.object({ id }),
  body: z.strictObject({ reason: text(500) }),
  answer: z.object({ memberId: id, erasedAt: z.string() }),
});

export const copyMember = endpoint({
  method: 'GET',
  path: '/api/members/{id}/copy',
  permission: 'privacy.copy',
  reveals: true,
  tag: 'privacy',
  summary: 'All that is kept of a member, as a file to hand over: JSON, or CSV for people',
  description: 'The header x-copy-sha256 is the proof to close the request with.',
  params: z.object({ id }),
  query: z.strictObject({ format: z.enum(['json', 'csv']).default('json') }),
  answer: z.unknown(),
});
