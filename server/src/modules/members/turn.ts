import type { Attribute } from '@shuke/contract';
import { turnModule } from '../../engine/index.ts';
import { type IsFieldAssessed, attributes, saveAttribute } from './attribute.ts';
import { findMember, needsOfRef } from './resolve-member.ts';
import { owners, profiles, secrets } from './store.ts';
import { withdrawals } from './withdrawal.ts';
import { type MayKeepSensitive, type UpsertMember, eraseSensitive, upsertMember } from './upsert-member.ts';

declare module '../../engine/input.ts' {
  interface Inputs {
    'member.upsert': UpsertMember;
    'attribute.save': Attribute;
  }
}

declare module '../../engine/facts.ts' {
  interface Facts {
    'member.joined': { readonly channel: string | null; readonly store: string | null; readonly by: readonly string[] };
    'member.updated': { readonly fields: readonly string[] };
    'identifier.added': { readonly kind: string };
    /** All that tells who it was is destroyed: whoever keeps anything of the kind follows. */
    'member.erased': object;
  }
}

/** What other modules know: whether a member's sensitive data may be kept, and whether a field was assessed before it is classed so. */
export const membersModule = ({
  mayKeepSensitive,
  isFieldAssessed,
}: {
  mayKeepSensitive: MayKeepSensitive;
  isFieldAssessed: IsFieldAssessed;
}) => {
  const erase = eraseSensitive(mayKeepSensitive);
  return turnModule({
    name: 'members',
    collections: [profiles, owners, attributes],
    journals: [secrets, withdrawals],
    perSubject: [profiles],
    inputs: {
      'member.upsert': {
        needs: ({ ref, profile }) => [
          ...needsOfRef(ref),
          ...(profile.attributes === undefined ? [] : [[attributes, 'all'] as const]),
        ],
        subject: (read, { ref }) => findMember(read, ref),
        decide: upsertMember(mayKeepSensitive),
        // Who joins changes nobody else's data.
        weigh: (read, { ref }) => (findMember(read, ref) === undefined ? 0 : 1),
      },
      'attribute.save': { needs: () => [[attributes, 'all']], decide: saveAttribute(isFieldAssessed) },
    },
    on: {
      'consent.withdrawn': (scope, { subject, body }) => {
        if (body.purpose === 'sensitive') erase(scope, subject);
      },
    },
  });
};
