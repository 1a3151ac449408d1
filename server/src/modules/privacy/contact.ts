import type { ContactPurpose, ContactReason, ContactState, MessageChannel, PolicyCode } from '@shuke/contract';
import type { SubjectKey } from '../../platform/crypto/index.ts';

/** The consent that a permit rests on. What it was given with stands in its entry of the ledger. */
export interface Proof {
  readonly entry: number;
  readonly policy: { readonly code: PolicyCode; readonly version: number; readonly hash: string };
  readonly byGuardian: boolean;
}

/** One time that it was asked whether a member may be contacted: a permit, or the refusal. Instants in epoch milliseconds. */
export interface Contact {
  readonly id: number;
  readonly memberId: number;
  readonly purpose: ContactPurpose;
  readonly channel: MessageChannel;
  readonly isPersonalised: boolean;
  /** By what one reference is told from others, in hex. */
  readonly token: string;
  readonly state: ContactState;
  readonly reason: ContactReason | null;
  /** The entry of the ledger, or the request, by which it was refused or stopped. */
  readonly stoppedBy: number | null;
  readonly askedBy: string;
  readonly askedAt: number;
  readonly until: number | null;
  readonly endedAt: number | null;
  readonly proof: Proof | null;
  /** Only where it was asked just now: what rests sealed is not opened to decide. */
  readonly told: Told | null;
}

interface Told {
  readonly reference: string;
  readonly key: SubjectKey;
  /** Nobody else was asked about with it. */
  readonly isOfOne: boolean;
  /** Of those asked about with it: the trail tells once what the message is called. */
  readonly isFirst: boolean;
}

declare const permitted: unique symbol;
declare const inUse: unique symbol;

/** A permit as `permitContact` gives it, and nothing else can make it: whatever plans a message to a member holds one. */
export type ContactPermit = Contact & { readonly state: 'open'; readonly [permitted]: true };

/** A permit that was used just now, as `sendUnderPermit` hands it over, and nothing else can make it: whatever carries a message out asks for one. */
export interface PermitInUse {
  readonly contact: string;
  readonly memberId: string;
  readonly channel: MessageChannel;
  readonly [inUse]: true;
}

/** Why, in words. */
export const reasonWords: Readonly<Record<ContactReason, string>> = {
  never: 'The member has consented to nothing of the kind. Ask them first.',
  withdrawn: 'The member has withdrawn their consent.',
  renew:
    'The member consented to a text that was replaced by one that asks again, or a guardian did who no longer decides. Ask them anew.',
  guardian: 'The member is under fourteen and consented without a guardian. Ask the guardian.',
  personalisation: 'The member does not want to be profiled. Contact them without choosing by what is known of them.',
  objection: 'The member has objected since they consented. Answer the request first.',
  deletion: 'The member has asked to be deleted. Answer the request first.',
  erased: 'The data of the member was destroyed.',
};
