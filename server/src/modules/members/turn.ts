import { turnModule } from '../../engine/index.ts';
import { findMember, needsOfRef } from './resolve-member.ts';
import { owners, profiles, secrets } from './store.ts';
import { type UpsertMember, upsertMember } from './upsert-member.ts';

declare module '../../engine/input.ts' {
  interface Inputs {
    'member.upsert': UpsertMember;
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

export const membersModule = turnModule({
  name: 'members',
  collections: [profiles, owners],
  journals: [secrets],
  perSubject: [profiles],
  inputs: {
    'member.upsert': {
      needs: ({ ref }) => needsOfRef(ref),
      subject: (read, { ref }) => findMember(read, ref),
      decide: upsertMember,
      // Who joins changes nobody else's data.
      weigh: (read, { ref }) => (findMember(read, ref) === undefined ? 0 : 1),
    },
  },
});
