import { isIPv6 } from 'node:net';
import type { FastifyReply } from 'fastify';
import { Problem } from './problem.ts';

/** Calls per second that the API takes of one caller, and of one address that shows nothing good; 0 takes any number. */
export interface RateLimits {
  readonly perCaller: number;
  readonly perAddress: number;
}

/** Who was quiet this long may call as often at once as it might have meanwhile. */
const BURST_SECONDS = 5;
/** Buckets that are kept; whoever is forgotten begins with a full one. */
const BUCKETS_LIMIT = 20_000;

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Token buckets, one for each caller. In memory of this process alone. */
export function openRateLimit(perSecond: number, now: () => number = () => performance.now()) {
  const full = perSecond * BURST_SECONDS;
  const buckets = new Map<string, Bucket>();

  function bucketOf(who: string): Bucket {
    const atMs = now();
    const known = buckets.get(who);
    if (known) {
      known.tokens = Math.min(full, known.tokens + ((atMs - known.atMs) / 1000) * perSecond);
      known.atMs = atMs;
      return known;
    }
    if (buckets.size >= BUCKETS_LIMIT) buckets.delete(buckets.keys().next().value!);
    const fresh = { tokens: full, atMs };
    buckets.set(who, fresh);
    return fresh;
  }

  /** Tells how much is left; refuses where nothing is. */
  function tell(bucket: Bucket, reply: FastifyReply): void {
    reply.header('x-ratelimit-limit', full);
    reply.header('x-ratelimit-remaining', Math.max(0, Math.floor(bucket.tokens)));
    reply.header('x-ratelimit-reset', Math.ceil((full - bucket.tokens) / perSecond));
  }

  function mustHave(bucket: Bucket, reply: FastifyReply): void {
    if (bucket.tokens >= 1) return;
    tell(bucket, reply);
    const retryAfterSeconds = Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    throw new Problem(
      'request.throttled',
      `These are more calls than are taken: ${perSecond} per second, and ${full} at once. Nothing was recorded; go on in ${retryAfterSeconds} s.`,
      { retryAfterSeconds },
    );
  }

  return {
    /** Refuses who has used up all it had; counts nothing. */
    look(who: string, reply: FastifyReply): void {
      if (perSecond > 0) mustHave(bucketOf(who), reply);
    },
    /** Counts a call, or refuses it. */
    take(who: string, reply: FastifyReply): void {
      if (perSecond === 0) return;
      const bucket = bucketOf(who);
      mustHave(bucket, reply);
      bucket.tokens--;
      tell(bucket, reply);
    },
  };
}

/** Whom an address stands for: of IPv6 everybody has a whole network of 64 bits. */
export function placeOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::', 2);
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
