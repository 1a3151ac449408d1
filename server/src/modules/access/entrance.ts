import type { SecondFactor } from '@shuke/contract';
import { stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Change, type Engine, decideOne, input } from '../../engine/index.ts';
import type { Actor } from '../../platform/http.ts';
import { Problem } from '../../platform/problem.ts';
import { SESSION_COOKIE, sessionToken } from './authenticate.ts';
import type { Challenges } from './challenges.ts';
import type { Factors } from './factors.ts';
import type { Site } from './passkeys.ts';
import type { Checked, Place, Staff, Way } from './person.ts';
import type { StaffDesk } from './staff.ts';

/** The longest that the rules let a session live; the server ends it earlier. */
const COOKIE_SECONDS = 90 * 86_400;

export const placeOf = (request: FastifyRequest): Place => ({
  address: request.ip,
  device: request.headers['user-agent'] ?? '',
});

/** Where the browser believes itself to be: by the proxy's word, where one is believed. */
export const siteOf = ({ hostname, host, protocol }: FastifyRequest): Site => ({
  name: hostname,
  origin: new URL(`${protocol}://${host}`).origin,
});

const actorOf = ({ id, email }: Staff, { ip }: FastifyRequest): Actor => ({
  id: `staff:${id}`,
  name: email,
  address: ip,
});

export const shown = ({ id, email, name, role, roleName, permissions, fields, stores, needsFactor }: Staff) => ({
  id: String(id),
  email,
  name,
  role,
  roleName,
  permissions: [...permissions],
  fields,
  stores: [...stores],
  needsFactor,
});

export function setCookie(request: FastifyRequest, reply: FastifyReply, value: string, more: object = {}): void {
  const cookie = {
    name: SESSION_COOKIE,
    value,
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: value === '' ? 0 : COOKIE_SECONDS,
    ...more,
  } as const;
  void reply.header('set-cookie', stringifySetCookie(cookie));
}

export interface EntranceDeps {
  readonly desk: StaffDesk;
  readonly engine: Engine;
  readonly factors: Factors;
  readonly challenges: Challenges;
}

/** The last steps of every sign-in, whatever it was made with. */
export function openEntrance({ desk, engine, factors, challenges }: EntranceDeps) {
  const note = (staff: Staff, request: FastifyRequest, action: string, changes: readonly Change[] = []) =>
    engine.append('interactive', [
      input('audit.note', { action, object: `staff:${staff.id}`, changes }, { by: actorOf(staff, request) }),
    ]);

  /** Opens a session; the trail tells of it before it is there. */
  async function enter(request: FastifyRequest, reply: FastifyReply, checked: Checked, via: Way) {
    const { staff } = checked;
    // Also where a password was set beside the server, or the server died right after it was chosen.
    if (!checked.hasJoined)
      await decideOne(engine, input('staff.join', { id: staff.id }, { by: actorOf(staff, request) }));
    const change = { object: `staff:${staff.id}`, field: 'signIn', before: null, after: via };
    await note(staff, request, 'session.opened', [change]);
    const token = await desk.open(checked, placeOf(request), via);
    setCookie(request, reply, token);
    return shown((await desk.ofSession(token)) ?? staff);
  }

  return {
    note,
    enter,
    /** A sign-in is being tried and was refused: told on the way, nobody waits for it. */
    noteRefused: (staff: Staff, request: FastifyRequest) =>
      void note(staff, request, 'session.refused').catch(() => {}),
    /** The password was right: who has a second factor is asked for it, anybody else is in. */
    async passPassword(
      request: FastifyRequest,
      reply: FastifyReply,
      checked: Checked,
    ): Promise<ReturnType<typeof shown> | { secondFactor: SecondFactor[]; challenge: string }> {
      const { staff, passwordHash } = checked;
      const secondFactor = await factors.askedOf(staff.id);
      if (secondFactor.length === 0) return enter(request, reply, checked, 'password');
      return { secondFactor, challenge: await challenges.make('second-factor', { staffId: staff.id, passwordHash }) };
    },
    /** Whose session it is, and its token. */
    async own(request: FastifyRequest) {
      const token = sessionToken(request) ?? '';
      const staff = await desk.ofSession(token);
      if (!staff) throw new Problem('auth.required', 'Sign in first.');
      return { staff, token };
    },
    /** The same, for who may change how they sign in: a browser left open is not enough. */
    async ownFresh(request: FastifyRequest): Promise<Staff> {
      const staff = await desk.ofSession(sessionToken(request) ?? '');
      if (!staff) throw new Problem('auth.required', 'Sign in first.');
      if (!staff.isFresh)
        throw new Problem(
          'auth.stale',
          'This is only for who has just signed in: send your password to POST /api/session/proof, or sign in again.',
        );
      return staff;
    },
  };
}

export type Entrance = ReturnType<typeof openEntrance>;
