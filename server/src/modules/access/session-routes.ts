import {
  acceptInvitation,
  changePassword,
  endSession,
  getSession,
  listSessions,
  signIn,
  signOut,
} from '@shuke/contract';
import { stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Engine, decideOne, input } from '../../engine/index.ts';
import { type Actor, type Route, route } from '../../platform/http.ts';
import { Problem } from '../../platform/problem.ts';
import { SESSION_COOKIE, sessionToken } from './authenticate.ts';
import { mustBeStrong } from './passwords.ts';
import type { Checked, Place, Staff, StaffDesk } from './staff.ts';

const shown = ({ id, permissions, ...staff }: Staff) => ({ ...staff, id: String(id), permissions: [...permissions] });
const THIRTY_DAYS_SECONDS = 30 * 86_400;

const placeOf = (request: FastifyRequest): Place => ({
  address: request.ip,
  device: request.headers['user-agent'] ?? '',
});

const actorOf = ({ id, email }: Staff, { ip }: FastifyRequest): Actor => ({
  id: `staff:${id}`,
  name: email,
  address: ip,
});

function setSession(reply: FastifyReply, value: string, maxAge: number, secure: boolean): void {
  const cookie = { name: SESSION_COOKIE, value, path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge } as const;
  void reply.header('set-cookie', stringifySetCookie(cookie));
}

/** What everybody does for themselves: sign in and out, choose a password, look after one's sessions. */
export function sessionRoutes(desk: StaffDesk, engine: Engine): Route[] {
  const note = (staff: Staff, request: FastifyRequest, action: string) =>
    engine.append('interactive', [
      input('audit.note', { action, object: `staff:${staff.id}` }, { by: actorOf(staff, request) }),
    ]);

  /** Opens a session; the trail tells of it before it is there. */
  async function enter(request: FastifyRequest, reply: FastifyReply, checked: Checked) {
    const { staff } = checked;
    // Also where a password was set beside the server, or the server died right after it was chosen.
    if (!checked.hasJoined)
      await decideOne(engine, input('staff.join', { id: staff.id }, { by: actorOf(staff, request) }));
    await note(staff, request, 'session.opened');
    setSession(reply, await desk.open(checked, placeOf(request)), THIRTY_DAYS_SECONDS, request.protocol === 'https');
    return shown(staff);
  }

  /** Whose session it is, and its token. */
  async function own(request: FastifyRequest): Promise<{ staff: Staff; token: string }> {
    const token = sessionToken(request) ?? '';
    const staff = await desk.ofSession(token);
    if (!staff) throw new Problem('auth.required', 'Sign in first.');
    return { staff, token };
  }

  return [
    route(
      signIn,
      async ({ body, request, reply }) => {
        const onRefused = (staff: Staff) => void note(staff, request, 'session.refused').catch(() => {});
        return enter(request, reply, await desk.check(body.email, body.password, placeOf(request), onRefused));
      },
      'none',
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
        const staff = token === undefined ? undefined : await desk.ofSession(token);
        if (staff) await note(staff, request, 'session.ended');
        if (token !== undefined) await desk.signOut(token);
        setSession(reply, '', 0, request.protocol === 'https');
        return {};
      },
      'none',
      'none',
    ),
    route(
      acceptInvitation,
      async ({ body, request, reply }) => {
        const staff = await desk.invited(body.token);
        mustBeStrong('password', body.password, staff);
        await note(staff, request, 'password.chosen');
        return enter(request, reply, await desk.accept(body.token, body.password));
      },
      'none',
      'none',
    ),
    route(
      changePassword,
      async ({ body, request }) => {
        const { staff, token } = await own(request);
        await desk.changePassword(staff, body.password, body.newPassword, token, placeOf(request));
        return {};
      },
      'none',
    ),
    route(listSessions, async ({ request }) => {
      const { staff, token } = await own(request);
      return { items: await desk.sessionsOf(staff, token) };
    }),
    route(endSession, async ({ params, request }) => {
      await desk.endSession((await own(request)).staff, params.id);
      return {};
    }),
  ];
}
