import type { stores as zh } from '../zh/stores.ts';

export const stores: typeof zh = {
  title: 'Stores',
  hint: 'Stores that were heard of in orders and sign-ups. With a region or brand, somebody of the staff can be limited to it; a new store of the region counts from their next request on.',
  empty: 'No stores yet',
  emptyHint: 'A store appears here with the first order or sign-up that names it; it can be added before, too.',
  add: 'Add a store',
  column: { name: 'Store', region: 'Region', brand: 'Brand', seenAt: 'First heard of' },
  edit: 'Edit',
  editTitle: (name) => `Edit store: ${name}`,
  field: { name: 'Name', region: 'Region', brand: 'Brand' },
  nameHint: 'As orders name it',
  example: 'e.g. East',
  missing: 'Name the store',
  saved: 'Saved; it holds from the next request on',
  /** In the choice of what somebody is limited to. */
  limit: {
    region: (name) => `Region: ${name}`,
    brand: (name) => `Brand: ${name}`,
    store: (name) => `Store: ${name}`,
  },
};
