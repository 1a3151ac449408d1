import { createHash } from 'node:crypto';
import type { Behaviour } from '@shuke/contract';
import { type Input, type Keyed, type Need, type Scope, input } from '../../engine/index.ts';
import {
  type MemberRef,
  findOrJoin,
  keyOfMember,
  meantMember,
  memberRef,
  namesAPerson,
  needsOfRef,
} from '../members/index.ts';
import { seePlace } from './see-place.ts';

/** A behaviour as the turn takes it; `at` null means when it was accepted. */
export interface RecordBehaviour {
  readonly event: string;
  readonly at: number | null;
  readonly ref: MemberRef;
  readonly channel: string | null;
  readonly store: string | null;
  readonly properties: Behaviour['properties'];
}

/**
 * The input of a behaviour. `source` scopes its messageId: sent twice, it counts once; another behaviour under it is set aside,
 * as nobody waits to be told.
 */
export function behaviourInput(body: Behaviour, source: string, more: Partial<Input> = {}): Input {
  return input(
    'behaviour.record',
    {
      event: body.event,
      at: body.at ? Date.parse(body.at) : null,
      ref: memberRef(body.member),
      channel: body.channel ?? null,
      store: body.store ?? null,
      properties: body.properties,
    },
    { ...more, ...(body.messageId === undefined ? {} : messageKey(body, source)) },
  );
}

function messageKey(body: Behaviour, source: string): Keyed & Pick<Input, 'setsConflictAside'> {
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
  return { key: `event:${source}:${body.messageId}`, hash, setsConflictAside: true };
}

export const behaviourNeeds = (body: RecordBehaviour): Need[] => needsOfRef(body.ref);

/** As for the lines of an order: what is longer is no article and no category. */
const WORD_LENGTH_LIMIT = 100;

/**
 * What a shop tells of a behaviour may be anything, also of a person: beside the product, which figures count by, it rests sealed. A behaviour of somebody who is not known yet makes a member only where it names a person, not just a device.
 */
export function recordBehaviour(scope: Scope, body: RecordBehaviour): null {
  const at = Math.min(body.at ?? scope.now, scope.now);
  const member = namesAPerson(body.ref)
    ? findOrJoin(scope, body.ref, { at, channel: body.channel, store: body.store })?.id
    : meantMember(scope, body.ref).member;
  if (body.channel) seePlace(scope, 'channel', body.channel);
  const { event, channel, store, properties } = body;
  const product = { sku: wordIn(properties['sku']), category: wordIn(properties['category']) };
  const isMore = Object.entries(properties).some(([name, value]) => value !== product[name as keyof typeof product]);
  const key = member === undefined ? null : keyOfMember(scope, member);
  // What else somebody did who was erased since is nobody's to know.
  const isKept = isMore && !(member === undefined && meantMember(scope, body.ref).isErased);
  const personal = isKept ? { key, value: { properties } } : undefined;
  scope.emit('behaviour.recorded', member ?? 0, { event, channel, store, ...product }, at, personal);
  return null;
}

const wordIn = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= WORD_LENGTH_LIMIT ? value : null;
