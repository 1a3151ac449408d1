import { type Engine, decideOne, input } from '../../engine/index.ts';
import type { PermitInUse } from './contact.ts';
import { type Use, stopped } from './end-contact.ts';

/**
 * The one way to a member: uses the permit, and only then lets `send` carry the message out. Where the permit does not hold any more, `send` is
 * never called and the refusal is thrown. What dies in between has used the permit: a message may be lost, and is never sent without one.
 */
export async function sendUnderPermit<T>(
  engine: Pick<Engine, 'ask'>,
  contact: number,
  send: (permit: PermitInUse) => Promise<T>,
): Promise<T> {
  const { memberId, channel, state, reason } = await decideOne<Use>(engine, input('contact.use', { id: contact }));
  if (state === 'stopped') throw stopped(contact, reason!);
  return send({ contact: String(contact), memberId: String(memberId), channel } as PermitInUse);
}
