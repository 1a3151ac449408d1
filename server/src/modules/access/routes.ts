import { getSession, signIn, signOut } from '@shuke/contract';
import { type Route, route } from '../../platform/http.ts';
import { SESSION_COOKIE } from './authenticate.ts';
import type { Staff, StaffDesk } from './staff.ts';

const shown = ({ email, name, role }: Staff) => ({ email, name, role });
const THIRTY_DAYS_SECONDS = 30 * 86_400;

export function accessRoutes(desk: StaffDesk): Route[] {
  return [
    route(signIn, async ({ body, request, reply }) => {
      const { staff, token } = await desk.signIn(body.email, body.password, request.ip);
      reply.setCookie(SESSION_COOKIE, token, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: request.protocol === 'https',
        maxAge: THIRTY_DAYS_SECONDS,
      });
      return shown(staff);
    }),
    route(getSession, async ({ request }) => {
      const token = request.cookies[SESSION_COOKIE];
      const staff = token === undefined ? undefined : await desk.ofSession(token);
      return { staff: staff ? shown(staff) : null };
    }),
    route(signOut, async ({ request, reply }) => {
      const token = request.cookies[SESSION_COOKIE];
      if (token !== undefined) await desk.signOut(token);
      reply.clearCookie(SESSION_COOKIE, { path: '/' });
      return {};
    }),
  ];
}
