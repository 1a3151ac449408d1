import { z } from 'zod';
import { attributesBy, instant, text } from './common.ts';
import { endpoint } from './endpoint.ts';
import { memberReference } from './members.ts';

/** Something a member did that is not an order: a page viewed, a product put in the cart, a check-in. */
export const behaviour = z.strictObject({
  /** Sent twice with one messageId, it counts once. */
  messageId: text(100).optional(),
  event: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be a snake_case name, e.g. product_viewed'),
  at: instant.optional(),
  member: memberReference,
  channel: text(40).optional(),
  store: text(40).optional(),
  properties: attributesBy(text(64)).default({}),
});
export type Behaviour = z.output<typeof behaviour>;

export const recordEvents = endpoint({
  method: 'POST',
  path: '/api/events',
  permission: 'events.write',
  approval: null,
  tag: 'events',
  status: 202,
  summary: 'Record one behaviour, or up to 500 in an array; answered once they are durable, decided a moment later',
  body: z.union([z.array(behaviour).min(1).max(500), behaviour]),
  answer: z.object({ accepted: z.int() }),
});
