import {
  type ContactChannel,
  type PolicyCode,
  type Purpose,
  type RequestKind,
  type RequestState,
  policyCodes,
} from '@shuke/contract';
import { turnModule } from '../../engine/index.ts';
import type { Zone } from '../../platform/zone.ts';
import { findMember, needsOfErasing, needsOfRef } from '../members/index.ts';
import { consentRules, needsOfConsents } from './consent.ts';
import { type Erase, erase, withdrawAll } from './erase.ts';
import { type CloseRequest, type OpenRequest, closeRequest, openRequest } from './member-requests.ts';
import { incidents } from './incident-store.ts';
import { type MarkIncident, type RecordIncident, markIncident, recordIncident } from './record-incident.ts';
import { type PublishPolicy, publishPolicy } from './publish-policy.ts';
import { type RecordConsents, recordConsents, refOf } from './record-consents.ts';
import { erasures, requests } from './request-store.ts';
import { type SetRetention, retention, setRetention } from './retention.ts';
import { consentEntries, consents, policies, policyVersions } from './store.ts';

declare module '../../engine/input.ts' {
  interface Inputs {
    'consent.record': RecordConsents;
    'policy.publish': PublishPolicy;
    'request.open': OpenRequest;
    'request.close': CloseRequest;
    'member.erase': Erase;
    'retention.set': SetRetention;
    'incident.record': RecordIncident;
    'incident.mark': MarkIncident;
  }
}

interface Said {
  readonly purpose: Purpose;
  readonly contactChannel: ContactChannel;
}

declare module '../../engine/facts.ts' {
  interface Facts {
    'consent.given': Said & {
      readonly policy: { readonly code: PolicyCode; readonly version: number };
      readonly byGuardian?: boolean;
    };
    'consent.withdrawn': Said;
    'request.opened': { readonly request: number; readonly kind: RequestKind };
    'request.closed': {
      readonly request: number;
      readonly kind: RequestKind;
      readonly outcome: Exclude<RequestState, 'open'>;
    };
  }
}

export const privacyModule = (zone: Zone) =>
  turnModule({
    name: 'privacy',
    collections: [consents, policies, requests, erasures, incidents, retention],
    journals: [consentEntries, policyVersions],
    on: { 'member.erased': withdrawAll },
    inputs: {
      'consent.record': {
        needs: ({ member }) => [
          ...needsOfRef(refOf(member)),
          ...needsOfConsents(member),
          ...policyCodes.map((code) => [policies, code] as const),
        ],
        subject: (read, { member }) => findMember(read, refOf(member)),
        decide: recordConsents(consentRules(zone)),
      },
      'request.open': {
        needs: ({ member }) => [...needsOfRef(refOf(member)), [requests, member] as const],
        subject: (read, { member }) => findMember(read, refOf(member)),
        decide: openRequest,
      },
      'request.close': { needs: ({ member }) => [[requests, member]], decide: closeRequest },
      'member.erase': {
        needs: (asked) => [...needsOfErasing(asked), [requests, asked.member] as const],
        subject: (_, { member }) => member,
        decide: erase,
      },
      'retention.set': { needs: (asked) => [[retention, asked.class]], decide: setRetention },
      'incident.record': { needs: ({ id }) => (id === null ? [] : [[incidents, id]]), decide: recordIncident },
      'incident.mark': { needs: ({ id }) => [[incidents, id]], decide: markIncident },
      'policy.publish': { needs: ({ code }) => [[policies, code]], decide: publishPolicy },
    },
  });
