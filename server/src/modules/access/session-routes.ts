import {
  acceptInvitation,
  askPasskey,
  changePassword,
  endSession,
  getSession,
  listSessions,
  proveAgain,
  signIn,
  signInWithCode,
  signInWithPasskey,
  signOut,
} from '@shuke/contract';
import type { FastifyRequest } from 'fastify';
import { type Route, route } from '../../platform/http.ts';
import { sessionToken } from './authenticate.ts';
import { type Entrance, type EntranceDeps, placeOf, setCookie, shown, siteOf } from './entrance.ts';
import { mustBeStrong } from './passwords.ts';
import type { Checked, Staff } from './person.ts';
import { openThrottle } from './throttle.ts';

/** Anybody may ask for something to sign, and each is kept for minutes. */
const ASKED_LIMIT = 200;
const ASKED_WINDOW_MS = 5 * 60_000;

/** What everybody does for themselves: sign in and out, choose a password, look after one's sessions. */
export function sessionRoutes({ desk, factors, challenges }: EntranceDeps, entrance: Entrance): Route[] {
  const { enter, passPassword, note, noteRefused, own } = entrance;
  const throttleAsked = openThrottle(ASKED_WINDOW_MS);

  /** A step that is refused is told in the trail, where it is known whose sign-in it is. */
  async function toldWhenRefused<T>(staff: Staff, request: FastifyRequest, step: Promise<T>): Promise<T> {
    step.catch(() => noteRefused(staff, request));
    return step;
  }

  return [
    route(
      signIn,
      async ({ body, request, reply }) => {
        const onRefused = (staff: Staff) => noteRefused(staff, request);
        const checked = await desk.check(body.email, body.password, placeOf(request), onRefused);
        return passPassword(request, reply, checked);
      },
      'none',
      'none',
    ),
    route(
      signInWithCode,
      async ({ body, request, reply }) => {
        const { staffId, passwordHash } = await challenges.attempt(body.challenge, ['second-factor']);
        const checked: Checked = { ...(await desk.known(staffId!)), passwordHash };
        const via = await toldWhenRefused(checked.staff, request, factors.mustBeCode(staffId!, body.code));
        await challenges.end(body.challenge);
        return enter(request, reply, checked, via);
      },
      'none',
      'none',
    ),
    route(
      askPasskey,
      async ({ body, request }) => {
        throttleAsked({ who: request.ip, limit: ASKED_LIMIT });
        const site = siteOf(request);
        if (body.challenge === undefined) {
          const { challenge: content, options } = await factors.passkeys.beginSignIn(site);
          return { challenge: await challenges.make('passkey', { content }), options };
        }
        const staff = await challenges.ownerOf(body.challenge);
        const { challenge: content, options } = await factors.passkeys.beginSignIn(site, staff);
        await challenges.fill(body.challenge, content);
        return { challenge: body.challenge, options };
      },
      'none',
      'none',
    ),
    route(
      signInWithPasskey,
      async ({ body, request, reply }) => {
        const { staffId, passwordHash, content } = await challenges.attempt(body.challenge, [
          'second-factor',
          'passkey',
        ]);
        const owner = staffId === null ? undefined : (await desk.known(staffId)).staff;
        const signed = factors.passkeys.whoSigned(content ?? '', body.response, siteOf(request), staffId);
        const id = await (owner ? toldWhenRefused(owner, request, signed) : signed);
        const checked: Checked = { ...(await desk.known(id)), passwordHash };
        await challenges.end(body.challenge);
        return enter(request, reply, checked, 'passkey');
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
        setCookie(request, reply, '');
        return {};
      },
      'none',
      'none',
    ),
    route(
      acceptInvitation,
      async ({ body, request, reply }) => {
        const staff = await desk.invited(body.token);
        await mustBeStrong('password', body.password, staff);
        await note(staff, request, 'password.chosen');
        return passPassword(request, reply, await desk.accept(body.token, body.password));
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
    route(
      proveAgain,
      async ({ body, request }) => {
        const { staff, token } = await own(request);
        await toldWhenRefused(staff, request, desk.mustKnow(staff, body.password, placeOf(request)));
        await desk.prove(token);
        return {};
      },
      'none',
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
