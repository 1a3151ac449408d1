import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from './http.ts';
import { type RateLimits, openRateLimit, placeOf } from './rate-limit.ts';

/** Longest time that the head of a request, a JSON body, and a file on a slow line may take to arrive. */
export const HEAD_LIMIT_MS = 20_000;
const BODY_LIMIT_MS = 60_000;
export const FILE_LIMIT_MS = 60 * 60_000;

/** Who sends a byte now and then would hold a connection for ever. A connection is all it costs to end it: nothing was recorded. */
export function mustArriveInTime({ raw }: FastifyRequest, _: FastifyReply, done: () => void): void {
  if (!raw.complete) {
    const late = setTimeout(
      () => raw.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n'),
      BODY_LIMIT_MS,
    );
    late.unref();
    raw.once('close', () => clearTimeout(late)).once('end', () => clearTimeout(late));
  }
  done();
}

/** Who calls, as far as they have calls left. Who shows nothing good is counted by address, before it costs any work. */
export function admission(
  authenticate: (request: FastifyRequest) => Promise<Caller | undefined>,
  { perCaller, perAddress }: RateLimits,
  callers: WeakMap<FastifyRequest, string>,
) {
  const ofCallers = openRateLimit(perCaller);
  const ofAddresses = openRateLimit(perAddress);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<Caller | undefined> => {
    // Whether the server lives is always told.
    if (!request.url.startsWith('/api/')) return authenticate(request);
    const place = placeOf(request.ip);
    ofAddresses.look(place, reply);
    const caller = await authenticate(request).catch((error: unknown) => {
      ofAddresses.take(place, reply);
      throw error;
    });
    if (!caller) {
      ofAddresses.take(place, reply);
      return undefined;
    }
    callers.set(request, caller.id);
    ofCallers.take(caller.id, reply);
    return caller;
  };
}
