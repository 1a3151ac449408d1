import type { FactKind } from '../../engine/index.ts';

/** What the shop does towards a member, so that nothing was heard of the member by it. */
export const contactFacts: readonly FactKind[] = [
  'contact.permitted',
  'contact.refused',
  'contact.used',
  'contact.stopped',
  'contact.expired',
];
