import { getSession, signIn, signOut } from '@shuke/contract';
import { stringifySetCookie } from 'cookie';
import type { FastifyReply } from 'fastify';
import { type Route, route } from '../../platform/http.ts';
import { SESSION_COOKIE, sessionToken } from './authenticate.ts';
import type { Staff, StaffDesk } from './staff.ts';

const shown = ({ email, name, role }: Staff) => ({ email, name, role });
const THIRTY_DAYS_SECONDS = 30 * 86_400;

function setSession(reply: FastifyReply, value: string, maxAge: number, secure: boolean): void {
  const cookie = { name: SESSION_COOKIE, value, path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge } as const;
  void reply.header('set-cookie', stringifySetCookie(cookie));
}

export function accessRoutes(desk: StaffDesk): Route[] {
  return [
    route(
      signIn,
      async ({ body, request, reply }) => {
        const { staff, token } = await desk.signIn(body.email, body.password, request.ip);
        setSession(reply, token, THIRTY_DAYS_SECONDS, request.protocol === 'https');
        return shown(staff);
      },
      'none',
    ),
    route(getSession, async ({ request }) => {
      const token = sessionToken(request);
      const staff = token === undefined ? undefined : await desk.ofSession(token);
      return { staff: staff ? shown(staff) : null };
    }),
    route(
      signOut,
      async ({ request, reply }) => {
        const token = sessionToken(request);
        if (token !== undefined) await desk.signOut(token);
        setSession(reply, '', 0, request.protocol === 'https');
        return {};
      },
      'none',
    ),
  ];
}
