import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Context, Provider } from 'oidc-provider';

/** An account at the provider, signed in there whenever the provider asks. */
export interface Account {
  readonly subject: string;
  readonly email: string;
  readonly isVerified: boolean;
}

/** A real OpenID Connect provider on this machine, which lets in whoever it is told to, without a page. */
export async function startIdentityProvider(hooks: { after(fn: () => Promise<void>): void }, redirectUri: string) {
  const client = { clientId: 'shuke', clientSecret: 'the secret of shuke at the provider' };
  let account: Account = { subject: '', email: '', isVerified: false };
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/interaction/')) return handle(request, response);
    // A session there must not outlive the account that is signed in next.
    void provider.interactionFinished(request, response, { login: { accountId: account.subject, remember: false } });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [redirectUri] }],
    cookies: { keys: ['of the test'] },
    claims: { email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: Context, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: Context, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId, email: account.email, email_verified: account.isVerified }),
    }),
    loadExistingGrant: async ({ oidc }: Context) => {
      const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();
  hooks.after(async () => {
    server.closeAllConnections();
    server.close();
  });

  return {
    issuer,
    ...client,
    /** Follows the provider's redirects as a browser does, until it sends the browser back; answers that address. */
    async signIn(who: Account, url: string): Promise<string> {
      account = who;
      const cookies = new Map<string, string>();
      for (let at = url, steps = 0; steps < 10; steps++) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
        for (const set of response.headers.getSetCookie()) {
          const [name = '', value = ''] = set.split(';')[0]!.split(/=(.*)/s);
          cookies.set(name, value);
        }
        at = new URL(response.headers.get('location') ?? '', at).href;
        if (at.startsWith(redirectUri)) return at;
      }
      throw new Error('The provider sends nobody back.');
    },
  };
}
