import { z } from 'zod';
import { cursorQuery, instant, id, listOf } from './common.ts';
import { endpoint } from './endpoint.ts';

export const listErasures = endpoint({
  method: 'GET',
  path: '/api/erasures',
  permission: 'members.read',
  tag: 'privacy',
  summary: 'Members whose data was destroyed, in that order, for connected systems to destroy theirs',
  description:
    'Ask for it from time to time, with `from` as the last `erasedAt` that was seen: who was erased in that very millisecond comes again. After a backup was restored, whoever is erased again comes again as well.',
  query: z.strictObject({ ...cursorQuery, from: instant.optional() }),
  answer: listOf(z.object({ member: id, erasedAt: z.string() })),
});
