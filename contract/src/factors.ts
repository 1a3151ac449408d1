import { z } from 'zod';
import { exactText, id, text } from './common.ts';
import { endpoint } from './endpoint.ts';
import { me, roleCode } from './access.ts';

const code = exactText(40);
const challenge = exactText(100);
/** What a browser made of a passkey: of the WebAuthn standard, and checked on its own. */
const passkeyResponse = z.looseObject({ id: exactText(2000), response: z.record(z.string(), z.unknown()) });
const asked = z.object({ challenge: z.string(), options: z.record(z.string(), z.unknown()) });
/** Told only here; null where codes that were told before are still good. */
const recoveryCodes = z.array(z.string()).nullable();

export const passkey = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
export type Passkey = z.output<typeof passkey>;

export const signInWithCode = endpoint({
  method: 'POST',
  path: '/api/session/second-factor',
  permission: 'public',
  approval: null,
  tag: 'access',
  summary: 'The second step of a sign-in: a code of the authenticator app, or a recovery code',
  body: z.strictObject({ challenge, code }),
  answer: me,
});
export const askPasskey = endpoint({
  method: 'POST',
  path: '/api/session/passkey/options',
  permission: 'public',
  approval: null,
  tag: 'access',
  summary: 'What a passkey has to sign: for the second step of a sign-in, or instead of a password',
  body: z.strictObject({ challenge: challenge.optional() }),
  answer: asked,
});
export const signInWithPasskey = endpoint({
  method: 'POST',
  path: '/api/session/passkey',
  permission: 'public',
  approval: null,
  tag: 'access',
  summary: 'Sign in with what a passkey has signed',
  body: z.strictObject({ challenge, response: passkeyResponse }),
  answer: me,
});
export const signInWays = endpoint({
  method: 'GET',
  path: '/api/session/ways',
  permission: 'public',
  tag: 'access',
  summary: 'Whether there is single sign-on',
  answer: z.object({ singleSignOn: z.boolean() }),
});
export const beginSingleSignOn = endpoint({
  method: 'GET',
  path: '/api/session/oidc',
  permission: 'public',
  tag: 'access',
  summary: 'Sends the browser to the identity provider',
  query: z.strictObject({ next: exactText(1000).optional() }),
});
export const endSingleSignOn = endpoint({
  method: 'GET',
  path: '/api/session/oidc/callback',
  permission: 'public',
  tag: 'access',
  summary: 'Where the identity provider sends the browser back to: signs in and goes on to the admin',
});
export const proveAgain = endpoint({
  method: 'POST',
  path: '/api/session/proof',
  permission: 'self',
  approval: null,
  tag: 'access',
  summary: 'Give the password again: for ten minutes one may change how one signs in',
  body: z.strictObject({ password: exactText(200) }),
  answer: z.object({}),
});

export const listFactors = endpoint({
  method: 'GET',
  path: '/api/factors',
  permission: 'self',
  tag: 'access',
  summary: 'One’s own second factors',
  answer: z.object({
    totp: z.boolean(),
    passkeys: z.array(passkey),
    recoveryCodesLeft: z.int(),
    isRequired: z.boolean(),
  }),
});
export const beginTotp = endpoint({
  method: 'POST',
  path: '/api/factors/totp',
  permission: 'self',
  approval: null,
  tag: 'access',
  summary: 'A secret for an authenticator app; it counts once a code of it was given',
  answer: z.object({ secret: z.string(), uri: z.string() }),
});
export const confirmTotp = endpoint({
  method: 'PUT',
  path: '/api/factors/totp',
  permission: 'self',
  approval: null,
  tag: 'access',
  summary: 'The first code of the authenticator app: sign-ins ask for one from now on',
  body: z.strictObject({ code }),
  answer: z.object({ recoveryCodes }),
});
export const removeTotp = endpoint({
  method: 'DELETE',
  path: '/api/factors/totp',
  permission: 'self',
  approval: null,
  tag: 'access',
  summary: 'Sign in without the authenticator app from now on',
  answer: z.object({}),
});
export const renewRecoveryCodes = endpoint({
  method: 'POST',
  path: '/api/factors/recovery-codes',
  permission: 'self',
  approval: null,
  tag: 'access',
  summary: 'Ten new recovery codes; those before are void',
  answer: z.object({ recoveryCodes: z.array(z.string()) }),
});
export const beginPasskey = endpoint({
  method: 'POST',
  path: '/api/factors/passkeys/options',
  permission: 'self',
  approval: null,
  tag: 'access',
  summary: 'What a new passkey is made with',
  answer: asked,
});
export const addPasskey = endpoint({
  method: 'POST',
  path: '/api/factors/passkeys',
  permission: 'self',
  approval: null,
  tag: 'access',
  summary: 'Keep a new passkey',
  body: z.strictObject({ challenge, name: text(60), response: passkeyResponse }),
  answer: z.object({ passkey, recoveryCodes }),
});
export const renamePasskey = endpoint({
  method: 'PUT',
  path: '/api/factors/passkeys/{id}',
  permission: 'self',
  approval: null,
  tag: 'access',
  summary: 'Call a passkey of one’s own something else',
  params: z.object({ id: exactText(2000) }),
  body: z.strictObject({ name: text(60) }),
  answer: passkey,
});
export const removePasskey = endpoint({
  method: 'DELETE',
  path: '/api/factors/passkeys/{id}',
  permission: 'self',
  approval: null,
  tag: 'access',
  summary: 'Take a passkey of one’s own out of use',
  params: z.object({ id: exactText(2000) }),
  answer: z.object({}),
});
export const resetFactors = endpoint({
  method: 'DELETE',
  path: '/api/staff/{id}/factors',
  permission: 'owners.write',
  approval: null,
  tag: 'access',
  summary: 'Take all second factors of somebody away, for who has lost them; their sessions end',
  params: z.object({ id }),
  answer: z.object({}),
});

/** Minutes: a session ends when it was not used for so long, or so long after the sign-in. */
export const signInRules = z.strictObject({
  factorForAll: z.boolean(),
  factorRoles: z.array(roleCode).max(200),
  idleMinutes: z.int().min(15).max(129_600),
  absoluteMinutes: z.int().min(15).max(129_600),
});
export type SignInRules = z.output<typeof signInRules>;
export const getSignInRules = endpoint({
  method: 'GET',
  path: '/api/sign-in-rules',
  permission: 'staff.read',
  tag: 'access',
  summary: 'Who needs a second factor, and how long sessions last',
  answer: signInRules,
});
export const changeRules = endpoint({
  method: 'PUT',
  path: '/api/sign-in-rules',
  permission: 'rules.write',
  approval: null,
  tag: 'access',
  summary: 'Change it; holds for everybody from their next request on',
  body: signInRules,
  answer: signInRules,
});
