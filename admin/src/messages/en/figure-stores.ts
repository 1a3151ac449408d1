import type { figureStores as zh } from '../zh/figure-stores.ts';

export const figureStores: typeof zh = {
  title: 'stores that are counted',
  choose: 'Choose stores',
  field: 'Stores, regions or brands',
  all: 'All stores',
  chosen: (count) => `${count} chosen`,
  and: ', ',
  more: (names, count) => `${names} and others, ${count} in all`,
  of: (names) => `Of these stores only: ${names}`,
  own: (names) => `Of your stores only: ${names}`,
  none: 'There is no store among yours yet, so that all figures are 0',
  hint: 'Orders, refunds, joinings and behaviour of these stores only; online sales without a store do not count. Members are those who joined or ordered there; a tier is the whole member’s. Points are the shop’s and not told by store.',
};
