import {
  type ContactChannel,
  type ContactPurpose,
  type ContactReason,
  type MessageChannel,
  type PolicyCode,
  type Purpose,
  type RequestKind,
  type RequestState,
  policyCodes,
} from '@shuke/contract';
import { type Scope, turnModule, heard } from '../../engine/index.ts';
import type { KeyRing } from '../../platform/crypto/index.ts';
import type { Zone } from '../../platform/zone.ts';
import { findMember, needsOfErasing, needsOfRef } from '../members/index.ts';
import { type RecordAssessment, assessmentRows, assessments, recordAssessment } from './assessments.ts';
import { guardedKinds, mustAllowProfiling } from './automated-decisions.ts';
import { consentRules, needsOfConsents } from './consent.ts';
import { contacts, openContacts, plannedFor, tokenOf } from './contact-store.ts';
import { expireContact, stopContacts, useContact } from './end-contact.ts';
import { needsOfJudging } from './judge-contact.ts';
import {
  type AskContacts,
  askContacts,
  needsOfAsking,
  needsOfMembers,
  subjectOfAsking,
  weighAsking,
} from './permit-contact.ts';
import { type Erase, erase, withdrawAll } from './erase.ts';
import { type CloseRequest, type OpenRequest, closeRequest, openRequest } from './member-requests.ts';
import { incidents } from './incident-store.ts';
import { type MarkIncident, type RecordIncident, markIncident, recordIncident } from './record-incident.ts';
import { type PublishPolicy, publishPolicy } from './publish-policy.ts';
import { type RecordConsents, recordConsents, refOf } from './record-consents.ts';
import { type RecordRecipient, recipients, recordRecipient } from './recipients.ts';
import { erasures, requests } from './request-store.ts';
import { type SetResponsible, responsible, responsibleVersions, setResponsible } from './responsible.ts';
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
    'contact.ask': AskContacts;
    'contact.use': { readonly id: number };
    'contact.expire': { readonly id: number };
    'responsible.set': SetResponsible;
    'recipient.record': RecordRecipient;
    'assessment.record': RecordAssessment;
  }
}

interface Said {
  readonly purpose: Purpose;
  readonly contactChannel: ContactChannel;
}

interface OfContact {
  readonly contact: number;
  readonly purpose: ContactPurpose;
  readonly contactChannel: MessageChannel;
}
type Ground = { readonly policy: { readonly code: PolicyCode; readonly version: number } };

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
    /** What the message is called is personal, here and where it is refused. */
    'contact.permitted': OfContact & Ground;
    'contact.refused': OfContact & { readonly reason: ContactReason };
    'contact.used': OfContact & Ground;
    'contact.stopped': OfContact & { readonly reason: ContactReason };
    'contact.expired': OfContact;
  }
}

export const privacyModule = (zone: Zone, ring: KeyRing) => {
  const rules = consentRules(zone);
  const stopOf = stopContacts(rules);
  const guard = mustAllowProfiling(rules);
  return turnModule({
    name: 'privacy',
    collections: [
      consents,
      policies,
      requests,
      erasures,
      incidents,
      retention,
      responsible,
      recipients,
      assessments,
      contacts,
      openContacts,
      plannedFor,
    ],
    journals: [consentEntries, policyVersions, responsibleVersions, assessmentRows],
    on: {
      ...Object.fromEntries(guardedKinds.map((kind) => [kind, guard])),
      'consent.withdrawn': (scope, { subject }) => stopOf(scope, subject),
      'request.opened': (scope, { subject }) => stopOf(scope, subject),
      'member.updated': (scope, { subject, body }) => {
        if (body.fields.includes('birthday')) stopOf(scope, subject);
      },
      'member.erased': (scope: Scope, fact) => {
        withdrawAll(scope, fact);
        stopOf(scope, fact.subject);
      },
    },
    inputs: {
      'consent.record': {
        needs: ({ member }) => [
          ...needsOfRef(refOf(member)),
          ...needsOfConsents(member),
          [openContacts, member] as const,
          ...policyCodes.map((code) => [policies, code] as const),
        ],
        subject: (read, { member }) => findMember(read, refOf(member)),
        decide: recordConsents(rules),
      },
      'request.open': {
        needs: ({ member }) => [...needsOfRef(refOf(member)), [requests, member] as const],
        subject: (read, { member }) => findMember(read, refOf(member)),
        decide: openRequest,
      },
      'request.close': { needs: ({ member }) => [[requests, member]], decide: closeRequest },
      'member.erase': {
        needs: (asked) => [
          ...needsOfErasing(asked),
          [requests, asked.member] as const,
          ...(asked.unlessHeardFrom === undefined ? [] : [[heard, asked.member] as const]),
        ],
        subject: (_, { member }) => member,
        decide: erase,
      },
      'contact.ask': {
        needs: (asked) => [
          ...needsOfAsking(asked),
          [plannedFor, tokenOf(ring, asked.reference)] as const,
          ...policyCodes.map((code) => [policies, code] as const),
        ],
        needsThen: needsOfMembers,
        subject: subjectOfAsking,
        reads: [],
        weigh: weighAsking(ring),
        decide: askContacts(rules, ring),
      },
      'contact.use': {
        needs: ({ id }) => [[contacts, id]],
        needsThen: (read, { id }) => {
          const member = read.get(contacts, id)?.memberId;
          return member === undefined ? [] : [...needsOfJudging(member), [openContacts, member]];
        },
        subject: (read, { id }) => read.get(contacts, id)?.memberId,
        reads: [],
        decide: useContact(rules),
      },
      'contact.expire': { needs: ({ id }) => [[contacts, id]], decide: expireContact },
      'retention.set': { needs: (asked) => [[retention, asked.class]], decide: setRetention },
      'incident.record': { needs: ({ id }) => (id === null ? [] : [[incidents, id]]), decide: recordIncident },
      'incident.mark': { needs: ({ id }) => [[incidents, id]], decide: markIncident },
      'responsible.set': { needs: () => [[responsible, 'shop']], decide: setResponsible },
      'recipient.record': { needs: ({ id }) => (id === null ? [] : [[recipients, id]]), decide: recordRecipient },
      'assessment.record': { needs: () => [[assessments, 'all']], decide: recordAssessment },
      'policy.publish': { needs: ({ code }) => [[policies, code]], decide: publishPolicy },
    },
  });
};
