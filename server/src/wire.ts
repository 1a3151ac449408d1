import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import fastifyCompress from '@fastify/compress';
import fastifyHelmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { DemoLoad } from './demo/load-demo.ts';
import { type Engine, type Once, type Sink, type TurnModule, input } from './engine/index.ts';
import {
  type SingleSignOn,
  type openAuthentication,
  type openKeys,
  type openStaff,
  accessModule,
  accessRoutes,
  approvalRoutes,
  approvalsModule,
  auditTables,
  exportsModule,
  openExports,
  readNames,
} from './modules/access/index.ts';
import {
  activityModule,
  activityRoutes,
  mustBeOrderOf,
  orderViews,
  ordersOf,
  readActivity,
  storesChosen,
} from './modules/activity/index.ts';
import { type BackupRouteParts, backupRoutes } from './modules/backup/index.ts';
import { type Importer, acceptUploads, importRoutes } from './modules/imports/index.ts';
import { insightRoutes } from './modules/insight/index.ts';
import { ladder, loyaltyModule, loyaltyRoutes, readStanding, tierWords } from './modules/loyalty/index.ts';
import {
  identifiersOf,
  isNamedWithin,
  memberKey,
  memberKeys,
  memberNames,
  memberRoutes,
  memberRows,
  membersModule,
  mustExist,
  readNeedsGuardian,
} from './modules/members/index.ts';
import { tagRoutes, tagsModule } from './modules/tags/index.ts';
import { type Eraser, consentRules, isFieldAssessed, privacyModule, privacyRoutes } from './modules/privacy/index.ts';
import type { KeyRing } from './platform/crypto/index.ts';
import type { Clock } from './platform/clock.ts';
import type { Database } from './platform/database.ts';
import { type HttpOptions, type Route, openHttp } from './platform/http.ts';
import type { Log } from './platform/log.ts';
import { openApi } from './platform/openapi.ts';
import { Problem } from './platform/problem.ts';
import { sendProblem } from './platform/send-problem.ts';
import type { Zone } from './platform/zone.ts';
import { checkTrail } from './check-books.ts';
import { copyMember } from './copy-member.ts';
import { systemRoutes } from './system-routes.ts';
import { version } from './version.ts';

/** The modules that decide in turns. */
export const turnModules = (zone: Zone, ring: KeyRing): TurnModule[] => {
  const rules = consentRules(zone);
  return [
    accessModule(ring),
    approvalsModule(ring),
    exportsModule,
    membersModule({
      mayKeepSensitive: (scope, member) => rules.mayProcess(scope, member, 'sensitive'),
      isFieldAssessed,
    }),
    activityModule,
    loyaltyModule(zone),
    privacyModule(zone, ring),
    tagsModule,
  ];
};

/** What the routes work with: stores, engine and background work, started by whoever wires them. */
export interface Parts {
  readonly pool: Database;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly zone: Zone;
  readonly dataFolder: string;
  readonly desk: ReturnType<typeof openStaff>;
  readonly keys: ReturnType<typeof openKeys>;
  readonly clickhouse: ClickHouseClient;
  readonly sink: Pick<Sink, 'delivered' | 'waitingFacts' | 'isUp'>;
  readonly importer: Pick<Importer, 'wake'>;
  readonly eraser: Pick<Eraser, 'wake'>;
  readonly demo: DemoLoad;
  readonly once: Once;
  readonly backup: BackupRouteParts;
  /** Where the operator has named an identity provider. */
  readonly singleSignOn?: SingleSignOn | undefined;
}

/** Every route of the API, module by module. */
export function allRoutes({
  pool,
  engine,
  clock,
  zone,
  dataFolder,
  desk,
  keys,
  clickhouse,
  sink,
  importer,
  eraser,
  demo,
  once,
  backup,
  singleSignOn,
}: Parts): Route[] {
  const mustReach = {
    member: (id: number, stores: readonly string[]) => mustExist(pool, id, stores),
    order: (id: number, stores: readonly string[]) => mustBeOrderOf(pool, id, stores),
  };
  const namesOf = (ids: readonly number[]) => memberNames(pool, ids);
  const ownOrders: Parameters<typeof memberRoutes>[0]['parts']['ordersOf'] = (orders, stores) =>
    ordersOf(pool, orders, stores);
  const memberParts = {
    standing: (id: number) => readStanding(pool, zone, clock.now(), id),
    activity: (id: number) => readActivity(pool, id),
    today: () => zone.wallClock(clock.now()).slice(0, 10),
  };
  const callerNames = () => readNames(pool);
  const files = openExports({ pool, engine });
  const routes = [
    ...accessRoutes({ pool, engine, desk, keys, files, memberKeys, singleSignOn }),
    ...approvalRoutes({ pool, engine, clock, keys }),
    ...memberRoutes({
      pool,
      engine,
      parts: { ...memberParts, ordersOf: ownOrders, zone, tierWords },
      files,
    }),
    ...loyaltyRoutes({ pool, engine, mustExist: (id) => mustExist(pool, id), ordersOf: ownOrders }),
    ...privacyRoutes({
      pool,
      engine,
      eraser,
      keyOf: (id) => memberKey(pool, id),
      needsGuardian: (id) => readNeedsGuardian(pool, id, memberParts.today()),
      identifiersOf: (id) => identifiersOf(pool, id),
      copyOf: copyMember(pool, memberParts, callerNames),
      callerNames,
      zone,
      keysOf: (ids) => memberKeys(pool, ids),
      mustReach: mustReach.member,
      isOfStores: (ref, stores) => isNamedWithin(pool, ref, stores),
      clock,
      today: memberParts.today,
      pack: { others: () => auditTables(pool), trail: () => checkTrail(pool), version },
    }),
    ...tagRoutes({ pool, engine, mustExist: (id) => mustExist(pool, id), callerNames }),
    ...activityRoutes({ pool, engine, namesOf }),
    ...insightRoutes({
      clickhouse,
      sink,
      zone,
      tiers: ladder,
      now: () => clock.now(),
      latestFact: () => engine.status().factId,
      memberRows: (ids) => memberRows(pool, ids),
      orderViews: (ids) => orderViews(pool, namesOf, ids),
      storesOf: (chosen, own) => storesChosen(pool, chosen, own),
    }),
    ...importRoutes({ pool, dataFolder, importer, once, callerNames }),
    ...backupRoutes(backup),
    ...systemRoutes({
      pool,
      engine,
      clock,
      timeZone: zone.name,
      demo,
      analytics: () => ({ isUp: sink.isUp(), waitingFacts: sink.waitingFacts() }),
    }),
  ];
  return routes.map((one) => {
    const { stores } = one.endpoint;
    return stores === 'member' || stores === 'order' ? { ...one, mustReach: mustReach[stores] } : one;
  });
}

const adminFolder = resolve(import.meta.dirname, '../../admin/dist');
const docsFolder = resolve(import.meta.dirname, '../../node_modules/swagger-ui-dist');

/** The HTTP server with the API, its document and the admin; it does not listen yet. */
export async function openApp(
  routes: readonly Route[],
  authenticate: ReturnType<typeof openAuthentication>,
  once: Once,
  engine: Pick<Engine, 'append'>,
  log: Log,
  settings: Pick<HttpOptions, 'proxies' | 'rateLimits' | 'logsCalls'> = {},
) {
  const app = openHttp({
    routes,
    authenticate,
    once,
    note: (by, action, address, { key }) => {
      // What is done to a member is told under one name, whether it changed something or only took a copy.
      const object = address.replace(/^\/api\/members\/(?=\d+$)/, 'member:');
      const once = key === undefined ? {} : { key: `${key}\nnote`, hash: '' };
      return engine.append('interactive', [input('audit.note', { action, object }, { by, ...once })]);
    },
    log,
    ...settings,
    plugins: [
      [fastifyCompress, { global: false, threshold: 2048 }],
      [acceptUploads, {}],
    ],
  });
  const document = JSON.stringify(
    openApi(routes, { title: 'Shuke 熟客', version, description: 'The member platform a retailer runs itself.' }),
  );
  app.get('/openapi.json', (_, reply) => reply.type('application/json').send(document));
  await app.register(async (pages) => {
    await pages.register(fastifyHelmet, pageHeaders);
    await serveDocs(pages);
    await serveAdmin(pages);
  });
  return app;
}

/**
 * What a browser may load and do on our pages: nothing from elsewhere, no script but our files. Styles may be inline, as Ant
 * Design writes them. Whether only HTTPS is spoken is for whoever puts TLS in front to say.
 */
const pageHeaders = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
} as const;

async function serveDocs(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, { root: docsFolder, prefix: '/docs/assets/', decorateReply: false, index: false });
  app.get('/docs', (_, reply) => reply.type('text/html').send(docsPage));
  app.get('/docs/start.js', (_, reply) => reply.type('text/javascript').send(docsStart));
}

/** The admin's files; any other page address answers its start page, which knows its own routes. */
async function serveAdmin(app: FastifyInstance): Promise<void> {
  const hasAdmin = existsSync(join(adminFolder, 'index.html'));
  if (hasAdmin) {
    await app.register(fastifyStatic, {
      root: adminFolder,
      index: false,
      preCompressed: true,
      setHeaders: (reply, path) =>
        void reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    });
  }
  // The folder itself is no file: without this the address alone would be refused to whoever does not ask for HTML by name.
  if (hasAdmin) app.get('/', (_, reply) => reply.header('cache-control', 'no-cache').sendFile('index.html'));
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      (request.headers.accept ?? '').includes('text/html');
    if (hasAdmin && isPage) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    return sendProblem(
      reply,
      new Problem(
        'request.not-found',
        `There is nothing at ${request.method} ${request.url.split('?')[0]}. See /docs for what there is.`,
      ),
    );
  });
}

const docsPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shuke API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css"><div id="ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></html>`;

const docsStart = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true });`;
