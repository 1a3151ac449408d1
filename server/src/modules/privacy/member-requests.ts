import { type MemberRequest, type RequestKind, type RequestState, requestDays } from '@shuke/contract';
import type { Scope } from '../../engine/index.ts';
import { Problem } from '../../platform/problem.ts';
import { findMember } from '../members/index.ts';
import { refOf } from './record-consents.ts';
import { type KeptRequest, type Who, requests } from './request-store.ts';

export interface OpenRequest {
  readonly member: number;
  readonly kind: RequestKind;
  readonly source: string;
  readonly note: string | null;
  readonly heir: MemberRequest['heir'];
  readonly who: Who;
}

export interface CloseRequest {
  readonly member: number;
  readonly id: number;
  readonly outcome: Exclude<RequestState, 'open'>;
  readonly answer: string;
  readonly proof: string | null;
  readonly who: Who;
}

const DAY_MS = 86_400_000;

/** Takes a request down; its clock begins now. */
export function openRequest(scope: Scope, { member, kind, source, note, heir, who }: OpenRequest): { id: number } {
  findMember(scope, refOf(member));
  const id = scope.newId();
  const request: KeptRequest = {
    id,
    member,
    kind,
    state: 'open',
    receivedAt: scope.now,
    dueAt: scope.now + requestDays[kind] * DAY_MS,
    closedAt: null,
    kept: { source, note, heir, openedBy: who, answer: null, closedBy: null, proof: null },
  };
  scope.set(requests, member, [...(scope.get(requests, member) ?? []), request]);
  scope.emit('request.opened', member, { request: id, kind });
  return { id };
}

/** Ends a request with its answer. Who asked to be deleted is answered by the deletion. */
export function closeRequest(scope: Scope, { member, id, ...closing }: CloseRequest): { id: number } {
  const own = scope.get(requests, member) ?? [];
  const request = own.find((one) => one.id === id);
  if (!request) throw new Problem('request.unknown', `There is no request ${id}. GET /api/requests lists them.`);
  if (request.state !== 'open')
    throw new Problem(
      'request.closed',
      `Request ${id} was closed on ${new Date(request.closedAt!).toISOString()}. What is still wanted is opened anew.`,
    );
  if (request.kind === 'delete' && closing.outcome === 'done')
    throw new Problem(
      'request.invalid',
      `A deletion is done by destroying the data. Send POST /api/members/${member}/erase, which closes this request.`,
      { faults: [{ field: 'outcome', message: 'must be refused: a deletion is done by erasing the member' }] },
    );
  scope.set(
    requests,
    member,
    own.map((one) => (one === request ? closed(scope, one, closing) : one)),
  );
  scope.emit('request.closed', member, { request: id, kind: request.kind, outcome: closing.outcome });
  return { id };
}

const closed = (
  scope: Scope,
  request: KeptRequest,
  { outcome, answer, proof, who }: Omit<CloseRequest, 'member' | 'id'>,
): KeptRequest => ({
  ...request,
  state: outcome,
  closedAt: scope.now,
  kept: { ...request.kept, answer, proof, closedBy: who },
});

/** What was asked to be deleted has been. */
export function closeDeletions(scope: Scope, member: number, who: Who): void {
  const done = { outcome: 'done', answer: 'erased', proof: null, who } as const;
  const own = scope.get(requests, member) ?? [];
  if (!own.some(({ state, kind }) => state === 'open' && kind === 'delete')) return;
  scope.set(
    requests,
    member,
    own.map((one) => (one.state === 'open' && one.kind === 'delete' ? closed(scope, one, done) : one)),
  );
}
