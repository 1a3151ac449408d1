import type { ContactReason } from '@shuke/contract';
import type { Scope } from '../../engine/index.ts';
import { Problem } from '../../platform/problem.ts';
import type { ConsentRules } from './consent.ts';
import { type Contact, reasonWords } from './contact.ts';
import { contacts, openContacts } from './contact-store.ts';
import { isProof, judgeContact } from './judge-contact.ts';

const aboutOf = ({ id, purpose, channel }: Contact) => ({ contact: id, purpose, contactChannel: channel });

/** Ends an open permit: it is in no list of open ones any more, and its timer is gone. */
function end(scope: Scope, open: Contact, how: Pick<Contact, 'state'> & Partial<Contact>): void {
  const { id, memberId } = open;
  scope.set(contacts, id, { ...open, endedAt: scope.now, ...how });
  const rest = (scope.get(openContacts, memberId) ?? []).filter((one) => one.id !== id);
  scope.set(openContacts, memberId, rest);
  scope.clearTimer(memberId, 'contact.expire', String(id));
}

function stop(scope: Scope, open: Contact, reason: ContactReason, by: number | null): void {
  end(scope, open, { state: 'stopped', reason, stoppedBy: by });
  scope.emit('contact.stopped', open.memberId, { ...aboutOf(open), reason });
}

/** Stops, in the turn in which something of the member changed, every open permit that would not be given any more. */
export const stopContacts =
  (rules: ConsentRules) =>
  (scope: Scope, member: number): void => {
    for (const open of scope.get(openContacts, member) ?? []) {
      const judged = judgeContact(rules, scope, open);
      if (!isProof(judged)) stop(scope, open, judged.reason, judged.by);
    }
  };

export function expireContact(scope: Scope, { id }: { readonly id: number }): null {
  const open = scope.get(contacts, id);
  if (open?.state !== 'open') return null;
  end(scope, open, { state: 'expired' });
  scope.emit('contact.expired', open.memberId, aboutOf(open));
  return null;
}

/** What a permit came to that was to be used; only `used` lets a message go. */
export interface Use {
  readonly memberId: number;
  readonly channel: Contact['channel'];
  readonly state: 'used' | 'stopped';
  readonly reason: ContactReason | null;
}

/**
 * Uses a permit, by what holds now: time may have taken its ground away where nothing of the member changed, as a birthday or a text that asks
 * again does. It is stopped then, and that is answered, not thrown, so that it is kept.
 */
export const useContact =
  (rules: ConsentRules) =>
  (scope: Scope, { id }: { readonly id: number }): Use => {
    const open = scope.get(contacts, id);
    if (!open)
      throw new Problem('contact.unknown', `There is no permit ${id}. POST /api/contacts answers the id of each.`);
    if (open.state === 'stopped' || open.state === 'refused') throw stopped(id, open.reason!);
    if (open.state !== 'open' || open.until! <= scope.now) throw over(open);
    const { memberId, channel } = open;
    const judged = judgeContact(rules, scope, open);
    if (!isProof(judged)) {
      stop(scope, open, judged.reason, judged.by);
      return { memberId, channel, state: 'stopped', reason: judged.reason };
    }
    end(scope, open, { state: 'used', proof: judged });
    scope.emit('contact.used', memberId, { ...aboutOf(open), policy: { ...judged.policy } });
    return { memberId, channel, state: 'used', reason: null };
  };

export const stopped = (id: number, reason: ContactReason): Problem =>
  new Problem('contact.stopped', `Permit ${id} does not hold: send nothing. ${reasonWords[reason]}`);

const over = ({ id, state }: Contact): Problem =>
  new Problem(
    'contact.over',
    state === 'used'
      ? `Permit ${id} was used before: send nothing again. Ask for another one for another message: POST /api/contacts.`
      : `Permit ${id} has ended: send nothing. Ask for a new one right before sending: POST /api/contacts.`,
  );
