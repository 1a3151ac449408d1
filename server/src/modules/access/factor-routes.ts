import {
  addPasskey,
  beginPasskey,
  beginTotp,
  confirmTotp,
  listFactors,
  removePasskey,
  removeTotp,
  renamePasskey,
  renewRecoveryCodes,
} from '@shuke/contract';
import type pg from 'pg';
import { rowsOf } from '../../platform/postgres.ts';
import { type Route, route } from '../../platform/http.ts';
import { Problem } from '../../platform/problem.ts';
import { type Entrance, type EntranceDeps, siteOf } from './entrance.ts';

/** One's own second factors. Whoever changes them has proved to be there within the last minutes. */
export function factorRoutes(
  pool: pg.Pool,
  { factors, challenges }: EntranceDeps,
  { own, ownFresh }: Entrance,
): Route[] {
  return [
    route(listFactors, async ({ request }) => {
      const { staff } = await own(request);
      const [rules] = await rowsOf<{ isRequired: boolean }>(
        pool,
        'select factor_for_all or $1 = any(factor_roles) as "isRequired" from access.sign_in_rules',
        [staff.role],
      );
      const [asked, passkeys, recoveryCodesLeft] = await Promise.all([
        factors.askedOf(staff.id),
        factors.passkeys.of(staff.id),
        factors.recoveryCodesLeft(staff.id),
      ]);
      return { totp: asked.includes('totp'), passkeys, recoveryCodesLeft, isRequired: rules!.isRequired };
    }),
    route(beginTotp, async ({ request }) => factors.totp.begin(await ownFresh(request)), 'none', 'none'),
    route(
      confirmTotp,
      async ({ body, request }) => {
        const { id } = await ownFresh(request);
        await factors.mustConfirmTotp(id, body.code);
        return { recoveryCodes: await factors.firstRecoveryCodes(id) };
      },
      'none',
    ),
    route(removeTotp, async ({ request }) => {
      const { id } = await ownFresh(request);
      await factors.totp.remove(id);
      await factors.forgetIdleCodes(id);
      return {};
    }),
    route(
      renewRecoveryCodes,
      async ({ request }) => {
        const { id } = await ownFresh(request);
        if ((await factors.askedOf(id)).length === 0)
          throw new Problem('factor.challenge', 'There is no second factor to recover. Set one up, then start again.');
        return { recoveryCodes: await factors.renewRecoveryCodes(id) };
      },
      'none',
    ),
    route(
      beginPasskey,
      async ({ request }) => {
        const staff = await ownFresh(request);
        const { challenge: content, options } = await factors.passkeys.beginNew(staff, siteOf(request));
        return { challenge: await challenges.make('register', { staffId: staff.id, content }), options };
      },
      'none',
      'none',
    ),
    route(
      addPasskey,
      async ({ body, request }) => {
        const staff = await ownFresh(request);
        const { staffId, content } = await challenges.attempt(body.challenge, ['register']);
        if (staffId !== staff.id)
          throw new Problem('factor.challenge', 'This was begun by somebody else. Start again.');
        const passkey = await factors.passkeys.add(staff, body.name, content ?? '', body.response, siteOf(request));
        return { passkey, recoveryCodes: await factors.firstRecoveryCodes(staff.id) };
      },
      'none',
    ),
    route(renamePasskey, async ({ params, body, request }) => {
      const { staff } = await own(request);
      return factors.passkeys.rename(staff.id, params.id, body.name);
    }),
    route(removePasskey, async ({ params, request }) => {
      const { id } = await ownFresh(request);
      await factors.passkeys.remove(id, params.id);
      await factors.forgetIdleCodes(id);
      return {};
    }),
  ];
}
