import type { importColumns as Zh } from '../zh/import-columns.ts';

export const importColumns: typeof Zh = {
  number: 'Order number',
  sku: 'Article code',
  name: 'Article name',
  category: 'Category',
  quantity: 'Quantity',
  unitPrice: 'Unit price',
  at: 'Order time',
  member: 'Member',
  phone: 'Phone',
  email: 'E-mail',
  region: 'Region',
  channel: 'Channel',
  store: 'Store',
  discount: 'Discount',
  total: 'Line amount',
  status: 'Order status',
};
