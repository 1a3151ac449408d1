import assert from 'node:assert/strict';
import type { Reply, Shop } from './shop.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What somebody's browser sends: their cookie, and the header of the admin. */
export type Browser = ((
  method: Method,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>) & { readonly headers: Record<string, string> };

export const PASSWORD = 'a long enough password';
let people = 0;

export const cookieOf = (entered: Reply): string => String(entered.headers['set-cookie']).split(';')[0]!;

/** How people come in at the door of this shop. */
export function openDoor(shop: Shop) {
  const anybody = (method: Method, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    shop.call(method, path, body, { apiKey: '', headers });

  function browserOf(entered: Reply): Browser {
    const headers = { cookie: cookieOf(entered), 'x-shuke-request': '1' };
    const call = (method: Method, path: string, body?: unknown, more: Record<string, string> = {}) =>
      anybody(method, path, body, { ...headers, ...more });
    return Object.assign(call, { headers });
  }

  return {
    /** Calls without a key or a cookie. */
    anybody,
    browserOf,
    signIn: (email: string, password = PASSWORD) => anybody('POST', '/api/session', { email, password }),
    /** Somebody who was invited with this role and has chosen a password. */
    async hire(role: string, stores: readonly string[] = role === 'associate' ? ['s-1'] : []) {
      const email = `person-${people++}@example.com`;
      const name = `人${people}`;
      const { staff, invitation } = await shop.ok(shop.post('/api/staff', { email, name, role, stores }));
      const { token } = invitation as { token: string };
      const entered = await anybody('POST', '/api/session/invitation', { token, password: PASSWORD });
      assert.equal(entered.status, 200, entered.text);
      return { id: staff.id as string, email, name, as: browserOf(entered), token };
    },
  };
}
