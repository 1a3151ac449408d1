import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const REQUEST_ID = 'x-request-id';

/** Long enough for ids that programs make, too long for anybody's phone number; and no address of a person has an @ in it here. */
const wellFormed = /^[\w.-]{16,64}$/;

/** The caller's own id of the request where it is one, so that its logs and ours speak of the same; else a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID];
  return typeof given === 'string' && wellFormed.test(given) ? given : randomUUID();
}
