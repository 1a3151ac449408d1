import { type ContactChannel, type PolicyCode, type Purpose, policyCodes } from '@shuke/contract';
import { turnModule } from '../../engine/index.ts';
import { findMember, needsOfRef } from '../members/index.ts';
import { needsOfConsents } from './consent.ts';
import { type PublishPolicy, publishPolicy } from './publish-policy.ts';
import { type RecordConsents, recordConsents, refOf } from './record-consents.ts';
import { consentEntries, consents, policies, policyVersions } from './store.ts';

declare module '../../engine/input.ts' {
  interface Inputs {
    'consent.record': RecordConsents;
    'policy.publish': PublishPolicy;
  }
}

interface Said {
  readonly purpose: Purpose;
  readonly contactChannel: ContactChannel;
}

declare module '../../engine/facts.ts' {
  interface Facts {
    'consent.given': Said & { readonly policy: { readonly code: PolicyCode; readonly version: number } };
    'consent.withdrawn': Said;
  }
}

export const privacyModule = turnModule({
  name: 'privacy',
  collections: [consents, policies],
  journals: [consentEntries, policyVersions],
  inputs: {
    'consent.record': {
      needs: ({ member }) => [
        ...needsOfRef(refOf(member)),
        ...needsOfConsents(member),
        ...policyCodes.map((code) => [policies, code] as const),
      ],
      subject: (read, { member }) => findMember(read, refOf(member)),
      decide: recordConsents,
    },
    'policy.publish': { needs: ({ code }) => [[policies, code]], decide: publishPolicy },
  },
});
