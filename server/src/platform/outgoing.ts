import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';

/** Addresses that nothing on the internet has (IANA special-purpose registries): loopback, private, link-local with the metadata of clouds, multicast. */
const internal = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const range of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  // Of IPv6 only 2000::/3 is given out, and of that not what leads on to an IPv4 address.
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
]) {
  const [address = '', bits] = range.split('/');
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  // Kept apart: a list with both takes an IPv4 address for one of ::/3.
  internal[family].addSubnet(address, Number(bits), family);
}

export function isInternal(address: string): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return internal[family].check(address, family);
}

/** A call that was not made, because of where it would have led. */
export class OutgoingRefused extends Error {}

export interface OutgoingOptions {
  /** Hosts that the operator has named: they may be internal, and be spoken to without TLS. As in an address, with a port or without. */
  readonly internalHosts?: readonly string[];
  /** All addresses of a host. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  readonly timeoutMs?: number;
  readonly sizeLimitBytes?: number;
}

export interface OutgoingCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /** `manual` hands a redirect to the caller; else those of a GET are followed, each checked like the first address. */
  readonly redirect?: 'follow' | 'manual';
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 10_000;
const SIZE_LIMIT_BYTES = 5_000_000;
const REDIRECTS = 3;

const systemResolve = async (host: string) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * The one way out of the server over HTTP. It asks for the addresses of a host once, refuses the host if any of them is internal, and connects to
 * the very address that was checked, so that a name that changes meanwhile leads nowhere else. What is answered is bounded in size and time.
 */
export function openOutgoing(options: OutgoingOptions = {}) {
  const { internalHosts = [], resolve = systemResolve } = options;
  const { timeoutMs = TIMEOUT_MS, sizeLimitBytes = SIZE_LIMIT_BYTES } = options;

  async function addressOf(url: URL, signal: AbortSignal): Promise<string> {
    const isNamed = internalHosts.includes(url.host) || internalHosts.includes(url.hostname);
    if (url.protocol !== 'https:' && !(isNamed && url.protocol === 'http:'))
      throw new OutgoingRefused(
        `${url.origin} is no https address: give one, or name the host in SHUKE_INTERNAL_HOSTS.`,
      );
    if (url.username !== '' || url.password !== '')
      throw new OutgoingRefused(`An address with a password in it is not called: leave it out of ${url.origin}.`);
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const found = isIP(host) ? [host] : await Promise.race([resolve(host), aborted(signal)]);
    const [first] = found;
    if (first === undefined) throw new OutgoingRefused(`${host} has no address: check how it is spelled.`);
    const inside = found.find((one) => isInternal(one));
    if (inside !== undefined && !isNamed)
      throw new OutgoingRefused(
        `${host} leads to the internal address ${inside}: where that is meant, name the host in SHUKE_INTERNAL_HOSTS.`,
      );
    return first;
  }

  async function callOnce(url: URL, { method = 'GET', headers = {}, body }: OutgoingCall, signal: AbortSignal) {
    const address = await addressOf(url, signal);
    const family = isIP(address);
    const answer = await new Promise<http.IncomingMessage>((done, fail) => {
      const request = (url.protocol === 'https:' ? https : http).request(url, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
        agent: false,
        signal,
        lookup: (_host, asked, give) => (asked.all ? give(null, [{ address, family }]) : give(null, address, family)),
      });
      request.on('response', done).on('error', fail).end(body);
    });
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of answer as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > sizeLimitBytes) {
        answer.destroy();
        throw new OutgoingRefused(`${url.host} answers with more than ${sizeLimitBytes} bytes.`);
      }
      parts.push(part);
    }
    const status = answer.statusCode ?? 0;
    const told = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    );
    const isEmpty = [204, 205, 304].includes(status);
    return new Response(isEmpty ? null : new Uint8Array(Buffer.concat(parts)), { status, headers: told });
  }

  return async function callOutside(address: string | URL, call: OutgoingCall = {}): Promise<Response> {
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = call.signal ? AbortSignal.any([limit, call.signal]) : limit;
    let url = new URL(address);
    let now = call;
    for (let hops = 0; ; hops++) {
      const answer = await callOnce(url, now, signal);
      const to = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
      if (to === null || call.redirect === 'manual' || (call.method ?? 'GET') !== 'GET') return answer;
      if (hops === REDIRECTS) throw new OutgoingRefused(`${url.host} leads on more than ${REDIRECTS} times.`);
      const next = new URL(to, url);
      // What was meant for one host is not told to another.
      if (next.origin !== url.origin) now = {};
      url = next;
    }
  };
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, fail) => {
    if (signal.aborted) fail(signal.reason as Error);
    signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true });
  });
