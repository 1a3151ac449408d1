import { beginSingleSignOn, endSingleSignOn, signInWays } from '@shuke/contract';
import { parseCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as oidc from 'openid-client';
import type { Database } from '../../platform/database.ts';
import type { SingleSignOnSettings } from '../../platform/config.ts';
import { type Route, route } from '../../platform/http.ts';
import { openOutgoing } from '../../platform/outgoing.ts';
import { rowsOf, transaction } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { type Entrance, type EntranceDeps, setCookie, siteOf } from './entrance.ts';
import { accountToken, accountTokens, sealAccount } from './accounts.ts';
import { emailTokens } from './staff-sealing.ts';

/** What the provider says of itself is asked for again after this. */
const DISCOVERED_MS = 60 * 60_000;
const TIMEOUT_SECONDS = 10;
const COOKIE = 'shuke_sso';
const COOKIE_PATH = '/api/session/oidc';

/** What single sign-on was begun with, and what the provider's answer has to fit. */
interface Begun {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly next: string;
}

/** Who somebody is to the identity provider. */
interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** Null where the provider has not checked that it is theirs. */
  readonly email: string | null;
}

/** Only an address inside the admin may be gone to after signing in. */
export function placeAfter(next: string | undefined): string {
  const url = URL.parse(next ?? '/', 'http://here.invalid');
  const path = url?.origin === 'http://here.invalid' ? url.pathname + url.search : '/';
  return path.startsWith('//') ? '/' : path;
}

/** The identity provider that the operator has named, wherever it is. Where it leads to itself is called under the rules of every other call. */
function openProvider({ settings: { issuer, clientId, clientSecret }, internalHosts = [] }: SingleSignOn) {
  const callOutside = openOutgoing({
    internalHosts: [new URL(issuer).host, ...internalHosts],
    timeoutMs: TIMEOUT_SECONDS * 1000,
  });
  const customFetch: oidc.CustomFetch = (address, { method, headers, body, signal }) =>
    callOutside(address, {
      method,
      headers,
      redirect: 'manual',
      signal,
      // The client sends forms, and nothing else.
      body: body instanceof URLSearchParams ? body.toString() : ((body as string | null | undefined) ?? undefined),
    });
  let known: { readonly at: number; readonly found: Promise<oidc.Configuration> } | undefined;

  function configuration(): Promise<oidc.Configuration> {
    if (known && Date.now() - known.at < DISCOVERED_MS) return known.found;
    // Settings let only a provider on this very machine do without TLS.
    const execute = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
    const options = { execute, timeout: TIMEOUT_SECONDS, [oidc.customFetch]: customFetch };
    const found = oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, options);
    known = { at: Date.now(), found };
    found.catch(() => (known = undefined));
    return found;
  }

  return {
    async begin(redirectUri: string, next: string): Promise<{ url: string; begun: Begun }> {
      const verifier = oidc.randomPKCECodeVerifier();
      const begun = { verifier, state: oidc.randomState(), nonce: oidc.randomNonce(), next };
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid email',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: begun.state,
        nonce: begun.nonce,
      });
      return { url: url.href, begun };
    },
    /** Throws where the answer does not fit what was begun, or the provider refused. */
    async end(answer: URL, { verifier, state, nonce }: Begun): Promise<Identity> {
      const config = await configuration();
      const tokens = await oidc.authorizationCodeGrant(config, answer, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      const said =
        claims['email'] === undefined ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : claims;
      const email = typeof said['email'] === 'string' && said['email_verified'] === true ? said['email'] : null;
      return { issuer: claims.iss, subject: claims.sub, email: email?.toLowerCase() ?? null };
    },
  };
}

/** Who of the staff it is: known since an earlier single sign-on, or, the first time, by the verified e-mail. */
async function findStaff(pool: Database, { issuer, subject, email }: Identity): Promise<number | undefined> {
  const { ring } = pool;
  return transaction(pool, async (client) => {
    const account = { issuer, subject };
    const look = 'select staff_id as id from access.identity where token = any($1)';
    const [known] = await rowsOf<{ id: string }>(client, look, [accountTokens(ring, account)]);
    if (known) return Number(known.id);
    // Whoever has this e-mail there now may be another person than the one who came before with it.
    const [found] = await rowsOf<{ id: string }>(
      client,
      'select id from access.staff where email_token = any($1) and not is_disabled',
      [email === null ? [] : emailTokens(ring, email)],
    );
    if (!found) return undefined;
    const { rowCount } = await client.query(
      'insert into access.identity (staff_id, sealed, token, index_version) values ($1, $2, $3, $4) on conflict do nothing',
      [found.id, sealAccount(ring, found.id, account), accountToken(ring, account), ring.current('index').version],
    );
    if (rowCount === 0) return undefined;
    await client.query('delete from access.invitation where staff_id = $1', [found.id]);
    return Number(found.id);
  });
}

export interface SingleSignOn {
  readonly settings: SingleSignOnSettings;
  /** Internal hosts beside the issuer's own that it may lead to. */
  readonly internalHosts?: readonly string[];
  readonly log: (message: string) => void;
}

export function singleSignOnRoutes(
  pool: Database,
  singleSignOn: SingleSignOn | undefined,
  { desk, challenges }: EntranceDeps,
  { enter }: Entrance,
): Route[] {
  const provider = singleSignOn && openProvider(singleSignOn);
  const callbackOf = (request: FastifyRequest) => `${siteOf(request).origin}${endSingleSignOn.path}`;
  const mustBeOn = () => {
    if (!provider) throw new Problem('request.not-found', 'There is no single sign-on here: see SHUKE_OIDC_ISSUER.');
    return provider;
  };
  const keep = (request: FastifyRequest, reply: FastifyReply, token: string) =>
    setCookie(request, reply, token, { name: COOKIE, path: COOKIE_PATH, maxAge: token === '' ? 0 : 900 });
  /** Back to the sign-in, which says why. */
  const refuse = (reply: FastifyReply, why: 'provider' | 'unknown', error?: unknown) => {
    const detail =
      error instanceof Error ? `${error.message} ${(error.cause as Error | undefined)?.message ?? ''}` : '';
    singleSignOn?.log(`single sign-on was refused (${why}) ${detail}`.trim());
    return reply.redirect(`/sign-in?refused=${why}`);
  };

  return [
    route(signInWays, async () => ({ singleSignOn: provider !== undefined })),
    route(beginSingleSignOn, async ({ query, request, reply }) => {
      try {
        const { url, begun } = await mustBeOn().begin(callbackOf(request), placeAfter(query.next));
        keep(request, reply, await challenges.make('single-sign-on', { content: JSON.stringify(begun) }));
        return reply.redirect(url);
      } catch (error) {
        if (error instanceof Problem) throw error;
        return refuse(reply, 'provider', error);
      }
    }),
    route(endSingleSignOn, async ({ request, reply }) => {
      const { end } = mustBeOn();
      const token = parseCookie(request.headers.cookie ?? '')[COOKIE] ?? '';
      keep(request, reply, '');
      let begun: Begun;
      let identity: Identity;
      try {
        begun = JSON.parse((await challenges.attempt(token, ['single-sign-on'])).content ?? '') as Begun;
        await challenges.end(token);
        identity = await end(new URL(request.url, callbackOf(request)), begun);
      } catch (error) {
        return refuse(reply, 'provider', error);
      }
      const id = await findStaff(pool, identity);
      const known = id === undefined ? undefined : await desk.known(id).catch(() => undefined);
      if (!known) return refuse(reply, 'unknown');
      await enter(request, reply, { ...known, passwordHash: null }, 'single-sign-on');
      return reply.redirect(begun.next);
    }),
  ];
}
