import { hash, timingSafeEqual } from 'node:crypto';
import { parseCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../platform/http.ts';
import { Problem } from '../../platform/problem.ts';
import type { KeyDesk } from './keys.ts';
import type { StaffDesk } from './staff.ts';

export const SESSION_COOKIE = 'shuke_session';
/** A page of another site can make a browser send the cookie, but not this header. */
const ADMIN_HEADER = 'x-shuke-request';
/** A page that nobody touches goes on asking how things are: that is no use of the session. */
const IDLE_HEADER = 'x-shuke-idle';
/** Spellings of the few keys that are remembered as good. */
const KNOWN_LIMIT = 100;

/** The token of a signed-in person. Parsed here only: most calls come with a key and have no cookie. */
export function sessionToken({ headers: { cookie } }: FastifyRequest): string | undefined {
  return cookie === undefined ? undefined : parseCookie(cookie)[SESSION_COOKIE];
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Who a request comes from: an API key (`Authorization: Bearer`), or a signed-in person (cookie). `keys` may do everything. */
export function openAuthentication(
  desk: StaffDesk,
  issued: KeyDesk,
  keys: readonly string[],
): (request: FastifyRequest) => Promise<Caller | undefined> {
  const digests = keys.map(digest);
  // Digesting a key anew with each call is a good part of a short call. Looked up by its hash, it tells nothing by the time it takes.
  const known = new Map<string, true>();
  const keyCaller: Caller = {
    id: 'key:bootstrap',
    name: 'API key',
    can: (permission) => permission !== 'self',
    seesClear: true,
    fields: {},
    stores: [],
  };

  async function ofKey(authorization: string): Promise<Caller> {
    if (known.has(authorization)) return keyCaller;
    const secret = authorization.replace(/^Bearer\s+/i, '');
    const given = digest(secret);
    if (digests.some((key) => timingSafeEqual(key, given))) {
      if (known.size < KNOWN_LIMIT) known.set(authorization, true);
      return keyCaller;
    }
    const found = await issued.find(secret);
    if (found)
      return {
        id: `key:${found.id}`,
        // Whatever the key is called, it is not taken for a person.
        name: `API key ${found.name}`,
        can: (permission) => (found.permissions as readonly string[]).includes(permission),
        seesClear: found.permissions.includes('members.clear'),
        fields: {},
        stores: found.stores,
      };
    throw new Problem(
      'auth.failed',
      'The API key is not known, was revoked or has expired. Send one that is good as "Authorization: Bearer …".',
    );
  }

  async function ofCookie(token: string, isUse: boolean): Promise<Caller | undefined> {
    const staff = await desk.ofSession(token, isUse);
    return (
      staff && {
        id: `staff:${staff.id}`,
        name: staff.email,
        heldUpBy: staff.needsFactor
          ? 'The shop asks for a second factor and there is none yet: set one up first, in “My account” of the admin.'
          : undefined,
        can: (permission) => permission === 'self' || (staff.permissions as readonly string[]).includes(permission),
        seesClear: false,
        fields: staff.fields,
        stores: staff.stores,
      }
    );
  }

  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) return ofKey(authorization);
    const token = sessionToken(request);
    if (token === undefined) return undefined;
    if (request.method !== 'GET' && request.headers[ADMIN_HEADER] === undefined) {
      throw new Problem(
        'auth.forbidden',
        `Writes with a session need the header ${ADMIN_HEADER}, so that other sites cannot make them.`,
      );
    }
    return ofCookie(token, request.headers[IDLE_HEADER] === undefined);
  };
}
