import '@fastify/cookie';
import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../platform/http.ts';
import { Problem } from '../../platform/problem.ts';
import type { StaffDesk } from './staff.ts';

export const SESSION_COOKIE = 'shuke_session';
/** A page of another site can make a browser send the cookie, but not this header. */
const ADMIN_HEADER = 'x-shuke-request';

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Who a request comes from: an API key (`Authorization: Bearer`), or a signed-in person (cookie). */
export function openAuthentication(
  desk: StaffDesk,
  apiKeys: readonly string[],
): (request: FastifyRequest) => Promise<Caller | undefined> {
  const keys = apiKeys.map(digest);
  const keyCaller: Caller = { id: 'key:bootstrap', name: 'API key', can: () => true };

  async function ofCookie(token: string): Promise<Caller | undefined> {
    const staff = await desk.ofSession(token);
    return staff && { id: `staff:${staff.id}`, name: staff.email, can: () => true };
  }

  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const given = digest(authorization.replace(/^Bearer\s+/i, ''));
      if (keys.some((key) => timingSafeEqual(key, given))) return keyCaller;
      throw new Problem(
        'auth.failed',
        'The API key is not known. Send the value of SHUKE_API_KEY as "Authorization: Bearer …".',
      );
    }
    const token = request.cookies[SESSION_COOKIE];
    if (token === undefined) return undefined;
    if (request.method !== 'GET' && request.headers[ADMIN_HEADER] === undefined) {
      throw new Problem(
        'auth.forbidden',
        `Writes with a session need the header ${ADMIN_HEADER}, so that other sites cannot make them.`,
      );
    }
    return ofCookie(token);
  };
}
