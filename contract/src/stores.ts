import { z } from 'zod';
import { text } from './common.ts';
import { endpoint } from './endpoint.ts';

/** Of a store, as the shop says: whoever is limited to a region or a brand sees it while it is of that. */
const part = text(40).nullable();

export const store = z.object({
  name: z.string(),
  region: z.string().nullable(),
  brand: z.string().nullable(),
  /** When it was first heard of. */
  seenAt: z.string(),
});
export type Store = z.output<typeof store>;

export const listStores = endpoint({
  method: 'GET',
  path: '/api/stores',
  permission: 'staff.read',
  tag: 'access',
  summary: 'All stores heard of in orders and sign-ups or named here, with region and brand',
  answer: z.object({ items: z.array(store) }),
});
export const describeStore = endpoint({
  method: 'PUT',
  path: '/api/stores',
  permission: 'staff.write',
  approval: 'staff.change',
  tag: 'access',
  summary: 'Say of which region and brand a store is; whoever is limited to these sees it from their next request on',
  body: z.strictObject({ name: text(40), region: part, brand: part }),
  answer: store,
});
