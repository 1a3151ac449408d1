import type { AnswerOf, BodyInput, Endpoint, ParamsOf, QueryInput } from '@shuke/contract';
import { isIdle } from './idle.ts';
import { Deferred, Problem, problemOf } from './problem.ts';

type Part<Name extends string, T> = [T] extends [undefined]
  ? unknown
  : Partial<T> extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T };

/** What a call to this endpoint must give: path parameters, query and body, as the contract types them. */
export type Input<E extends Endpoint> = Part<'params', ParamsOf<E>> &
  Part<'query', QueryInput<E>> &
  Part<'body', BodyInput<E>>;

interface LooseInput {
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  body?: unknown;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Names one intent: repeated with the same key, a write counts once. */
  key?: string;
}

/** The guard against forged requests: a foreign page cannot set it on a request that carries our cookie. */
export const adminHeader = { 'X-Shuke-Request': 'admin' } as const;

/** Says that the page asks by itself: no use of the session. */
const idleHeader = { 'X-Shuke-Idle': '1' } as const;

/** Address of an endpoint with parameters and query filled in; absent and empty query fields are left out. */
export function addressOf<E extends Endpoint>(endpoint: E, input: Omit<Input<E>, 'body'>): string {
  const { params = {}, query = {} } = input as LooseInput;
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of typeof value === 'object' ? value : [value])
      if (one !== undefined && one !== '') search.append(name, String(one));
  return search.size > 0 ? `${path}?${search}` : path;
}

/** Calls the API. Throws only `Problem`, except when `signal` aborts. */
export async function call<E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
  options: CallOptions = {},
): Promise<AnswerOf<E>> {
  const { body } = input as LooseInput;
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (endpoint.method !== 'GET') Object.assign(headers, adminHeader, { 'Idempotency-Key': options.key ?? newKey() });
  if (isIdle()) Object.assign(headers, idleHeader);
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(addressOf(endpoint, input), {
    method: endpoint.method,
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).catch((error: unknown) => {
    if (options.signal?.aborted === true) throw error;
    throw new Problem('client.offline');
  });
  if (!response.ok) throw await problemOf(response);
  const answer: unknown = await response.json();
  if (response.status === 202 && endpoint.approval) throw new Deferred((answer as { approval: string }).approval);
  return answer as AnswerOf<E>;
}

/** A fresh idempotency key. `crypto.randomUUID` is missing on plain http in a shop's own network. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
