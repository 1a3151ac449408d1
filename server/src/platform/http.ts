import { createHash } from 'node:crypto';
import type {
  AnswerOf,
  ApprovalKind,
  BodyOf,
  Endpoint,
  FieldRights,
  ParamsOf,
  Permission,
  QueryOf,
} from '@shuke/contract';
import fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyPluginCallback,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { FILE_LIMIT_MS, HEAD_LIMIT_MS, admission, mustArriveInTime } from './admission.ts';
import { check } from './check.ts';
import { Deferred } from './deferred.ts';
import { type FieldMarks, lensFor, marksOf, mustKeepToFields } from './fields.ts';
import type { Log } from './log.ts';
import { Problem } from './problem.ts';
import type { RateLimits } from './rate-limit.ts';
import { REQUEST_ID, requestIdOf } from './request-id.ts';
import { BODY_LIMIT_BYTES, asProblem, notOfType, sendProblem } from './send-problem.ts';

// Endpoints of any shape meet here; their types are checked where `route` is called.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyEndpoint = Endpoint<any, any, any, any>;

/** Who calls. `id` scopes idempotency keys and is written where people ask who did something. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  can(permission: Permission): boolean;
  /** Personal data is masked in what is answered to anybody else. */
  readonly seesClear: boolean;
  /** What is seen and edited of members, field by field, where it is not as usual. */
  readonly fields: FieldRights;
  /** What the caller is limited to; empty: all there is. */
  readonly stores: readonly string[];
  /** What to do first, where the caller may do nothing before. */
  readonly heldUpBy?: string | undefined;
}

/** What may be kept in clear of who called: of a person the id alone. */
export const keptOf = ({ id, name }: Pick<Caller, 'id' | 'name'>): string => (id.startsWith('staff:') ? id : name);

/** Says who is meant by what is kept of a caller. */
export type NameOf = (kept: string) => string;

/** The idempotency key of a call, scoped to caller and route, with the hash of all that was asked; empty without the header. */
export interface Idempotency {
  readonly key?: string;
  readonly hash?: string;
}

/** Who calls, from which address, for the audit trail. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** Which rule of approval the call falls under. */
  readonly approval?: {
    readonly kind: ApprovalKind;
    readonly permission: Permission;
    /** The fields of members that it writes. */
    readonly fields: readonly string[];
  };
}

export interface Call<E extends AnyEndpoint> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  readonly caller: Caller;
  readonly idempotency: Idempotency;
  /** Named by the inputs that the audit trail is to tell of. */
  readonly by: Actor;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface Route {
  readonly endpoint: AnyEndpoint;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly handle: (call: Call<any>) => Promise<unknown>;
  readonly keys: Keys;
  readonly audit: AuditBy;
  /** Refuses the id in the path as if it were not there, where it belongs to other stores than these. */
  readonly mustReach?: (id: number, stores: readonly string[]) => Promise<void>;
}

/**
 * Who sees to it that a write counts once for each idempotency key: the server around the handler (`kept`), or the handler
 * itself, which gives the key to its inputs (`own`). `none`: the key has no meaning here.
 */
export type Keys = 'kept' | 'own' | 'none';

/**
 * Who sees to it that the audit trail tells of a call: the inputs it makes (`input`), the server when the call has succeeded
 * (`call`), or nobody (`none`), because it changes nothing or is a record of business itself.
 */
export type AuditBy = 'input' | 'call' | 'none';

/** An endpoint with what answers it. A handler that answers a file sends it through `reply` and returns it. */
export function route<E extends AnyEndpoint>(
  endpoint: E,
  handle: (call: Call<E>) => Promise<AnswerOf<E> | FastifyReply>,
  keys: Keys = 'kept',
  audit: AuditBy = endpoint.method === 'GET' ? 'none' : keys === 'own' ? 'input' : 'call',
): Route {
  return { endpoint, handle, keys, audit };
}

export interface HttpOptions {
  readonly routes: readonly Route[];
  authenticate(request: FastifyRequest): Promise<Caller | undefined>;
  /** Runs a call once for each idempotency key, and answers it again. */
  readonly once: <T>(idempotency: Idempotency, run: () => Promise<T>) => Promise<T>;
  /** Tells the audit trail what was done, and to what; once for each idempotency key. */
  readonly note: (by: Actor, action: string, object: string, idempotency: Idempotency) => Promise<void>;
  readonly log: Log;
  /** Whether the log tells of every call, and not of faults alone. */
  readonly logsCalls?: boolean;
  readonly rateLimits?: RateLimits;
  /** Addresses or ranges of proxies that are believed who a call comes from. */
  readonly proxies?: readonly string[];
  /** Fastify plugins that have to be there before the routes. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly plugins?: readonly (readonly [FastifyPluginCallback<any> | FastifyPluginAsync<any>, object])[];
}

/** A server that knows the routes and how to say no; it listens when it is told to. */
export function openHttp({
  routes,
  authenticate,
  once,
  note,
  log,
  logsCalls = false,
  rateLimits = { perCaller: 0, perAddress: 0 },
  proxies = [],
  plugins = [],
}: HttpOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    requestTimeout: FILE_LIMIT_MS,
    http: { headersTimeout: HEAD_LIMIT_MS },
    genReqId: requestIdOf,
    ...(proxies.length > 0 ? { trustProxy: [...proxies] } : {}),
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => void sendProblem(reply, asProblem(error, request, log)),
  });
  const callers = new WeakMap<FastifyRequest, string>();
  const desk = { authenticate: admission(authenticate, rateLimits, callers), once, note };
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID, request.id);
    done();
  });
  if (logsCalls)
    app.addHook('onResponse', (request, reply, done) => {
      tellOf(request, reply, callers.get(request), log);
      done();
    });
  app.setErrorHandler((error, request, reply) => void sendProblem(reply, asProblem(error, request, log)));
  for (const [plugin, options] of plugins) void app.register(plugin, options);
  void app.register(async (scope) => {
    scope.addHook('onRequest', async (_, reply) => {
      // Answers are about people and of this moment: nobody on the way keeps them, and no browser takes them for a page.
      reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
    });
    for (const one of routes) {
      const marks = marksOf(one.endpoint);
      scope.route({
        method: one.endpoint.method,
        url: urlOf(one),
        // Answers to writes are short; looking at each costs more than it saves.
        ...(one.endpoint.method === 'GET' ? { compress: { threshold: 2048 } } : {}),
        ...(one.endpoint.body ? { onRequest: mustArriveInTime } : {}),
        handler: (request, reply) => answer(one, desk, marks, request, reply),
      });
    }
    refuseOtherMethods(scope, routes);
  });
  return app;
}

const urlOf = ({ endpoint }: Route): string => endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1');

/** A known address with a method it does not have is a mistake of another kind than an unknown address. */
function refuseOtherMethods(app: FastifyInstance, routes: readonly Route[]): void {
  for (const [url, same] of Map.groupBy(routes, urlOf)) {
    const methods = new Set<string>(same.map(({ endpoint }) => endpoint.method));
    const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !methods.has(method));
    app.route({
      method: others,
      url,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const allowed = [...methods].join(', ');
        void reply.header('allow', allowed);
        return sendProblem(
          reply,
          new Problem(
            'request.method',
            `${request.url.split('?')[0]} knows ${allowed}, not ${request.method}. See /docs for what there is.`,
          ),
        );
      },
    });
  }
}

/** One line of the log for a call that was answered: never its address, which may name a member. */
function tellOf(request: FastifyRequest, reply: FastifyReply, caller: string | undefined, log: Log): void {
  const [method, route, status] = [request.method, request.routeOptions.url ?? '', reply.statusCode];
  const ms = Math.round(reply.elapsedTime);
  log(`${method} ${route} ${status}`, { requestId: request.id, method, route, status, ms, caller: caller ?? 'nobody' });
}

interface Desk extends Pick<HttpOptions, 'once' | 'note'> {
  authenticate(request: FastifyRequest, reply: FastifyReply): Promise<Caller | undefined>;
}

async function answer(
  one: Route,
  { authenticate, once, note }: Desk,
  marks: FieldMarks,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { endpoint } = one;
  const caller = allowed(endpoint, await authenticate(request, reply));
  mustKeepToStores(caller, one);
  const params: unknown = check(endpoint.params, request.params, 'path');
  if (caller.stores.length > 0) await one.mustReach?.(Number((params as { readonly id: string }).id), caller.stores);
  const query: unknown = endpoint.query ? check(endpoint.query, request.query, 'query') : {};
  if (endpoint.body) mustBeJson(request);
  const body: unknown = endpoint.body ? check(endpoint.body, request.body, 'body') : undefined;
  const fields = mustKeepToFields(caller, endpoint, marks, { query, body });
  // A HEAD is answered by what answers its GET: neither is a write.
  const idempotency = endpoint.method === 'GET' ? {} : idempotencyOf(request, caller, body);
  const { approval: kind, permission } = endpoint;
  const who: Actor = { id: caller.id, name: caller.name, address: request.ip };
  // Carried by the inputs of the call: no route can forget to ask for approval.
  const by = kind ? { ...who, approval: { kind, permission, fields } } : who;
  const handle = () => one.handle({ params, query, body, caller, idempotency, by, request, reply });
  const told = (answer?: unknown) =>
    note(
      who,
      `${endpoint.method} ${endpoint.path}`,
      aboutOf(request.url.split('?')[0]!, answer),
      one.keys === 'none' ? {} : idempotency,
    );
  // What is read is gone once it is sent: the trail tells of it before.
  if (one.audit === 'call' && endpoint.method === 'GET') {
    mustBeAskedByUs(request);
    await told();
  }
  const result = await (one.keys === 'kept' ? once(idempotency, handle) : handle()).catch((error: unknown) => {
    if (error instanceof Deferred) return error;
    throw error;
  });
  if (result instanceof Deferred) return reply.code(202).send({ approval: result.id });
  if (one.audit === 'call' && endpoint.method !== 'GET') await told(result);
  if (reply.sent || result === reply) return reply;
  if (endpoint.status) reply.code(endpoint.status);
  // Here and nowhere else, so that no route can forget it; files, which go past this, are masked where they are written.
  return marks.mask && !caller.seesClear ? marks.mask(result, lensFor(caller, endpoint.reveals)) : result;
}

/** The address of the one thing that a call is about, `/api/imports/3` also for `/api/imports/3/run` and for what made it; of several, of them all. */
function aboutOf(address: string, answer: unknown): string {
  const [, api, things, id] = address.split('/');
  const made = (answer as { readonly id?: unknown } | null | undefined)?.id;
  return ['', api, things, ...(id === undefined ? (typeof made === 'string' ? [made] : []) : [id])].join('/');
}

/** Whoever is limited to some stores gets only what says how it keeps to them. */
function mustKeepToStores({ stores: limits }: Caller, { endpoint, mustReach }: Route): void {
  const { stores, permission } = endpoint;
  const isFree = permission === 'public' || permission === 'self' || stores === 'free' || stores === 'filtered';
  if (limits.length > 0 && !isFree && !mustReach)
    throw new Problem(
      'auth.stores',
      `This is about all stores, and you are limited to ${limits.filter((one) => one !== '').join(', ') || 'no store'}. Ask somebody who sees all of them.`,
    );
}

/** A link on a page of another site must not take a list away in the name of who follows it. */
function mustBeAskedByUs({ headers }: FastifyRequest): void {
  if (headers['sec-fetch-site'] === 'cross-site')
    throw new Problem(
      'auth.forbidden',
      'This cannot be asked from a page of another site: it needs the header Sec-Fetch-Site of our own pages.',
    );
}

/** Files may come in other types, but to the routes that take files only. */
function mustBeJson({ headers }: FastifyRequest): void {
  const type = headers['content-type'];
  if (type !== undefined && !/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type)) throw notOfType();
}

const nobody: Caller = {
  id: 'nobody',
  name: 'nobody',
  can: (permission) => permission === 'public',
  seesClear: false,
  fields: {},
  stores: [],
};

function allowed(endpoint: AnyEndpoint, caller: Caller | undefined): Caller {
  if (endpoint.permission === 'public') return caller ?? nobody;
  if (!caller) throw new Problem('auth.required', 'Sign in, or send an API key as "Authorization: Bearer …".');
  if (caller.can(endpoint.permission)) return caller;
  if (endpoint.permission === 'self')
    throw new Problem(
      'auth.forbidden',
      'This is about oneself: sign in as a person, an API key has no password and no sessions.',
    );
  if (caller.heldUpBy !== undefined) throw new Problem('auth.forbidden', caller.heldUpBy);
  throw new Problem(
    'auth.forbidden',
    `${caller.name} may not do this: it needs the permission ${endpoint.permission}.`,
  );
}

function idempotencyOf(request: FastifyRequest, caller: Caller, body: unknown): Idempotency {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return {};
  if (typeof header !== 'string' || !/^[\x20-\x7e]{1,200}$/.test(header)) {
    throw new Problem('request.invalid', 'Idempotency-Key must be 1 to 200 printable characters.', {
      faults: [{ field: 'Idempotency-Key', message: 'must be 1 to 200 printable characters' }],
    });
  }
  const hash = createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest('base64url');
  return { key: `${caller.id}:${request.method} ${request.url}:${header}`, hash };
}
