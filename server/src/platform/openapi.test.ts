import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openShop } from '../../test/shop.ts';

const shop = await openShop();

interface Operation {
  readonly tags: string[];
  readonly summary: string;
  readonly security: object[];
  readonly parameters: { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { content: Record<string, { schema: object }> };
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
  readonly 'x-permission': string;
}

const text = (await shop.call('GET', '/openapi.json', undefined, { apiKey: '' })).text;
const document = JSON.parse(text) as {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('the OpenAPI document lists every route, and nothing else', () => {
  assert.match(document.openapi, /^3\.1\.\d$/);
  assert.ok(document.info.title && document.info.version);
  const listed = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  assert.deepEqual(
    listed.toSorted(),
    shop.routes.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`).toSorted(),
  );
});

test('every operation says what it is for, who may call it and what it answers', () => {
  for (const { path, method, operation } of operations) {
    const name = `${method} ${path}`;
    assert.ok(operation.summary.length > 3 && operation.tags.length === 1, name);
    assert.equal(operation.security.length > 0, operation['x-permission'] !== 'public', name);
    assert.ok(operation.responses['default']?.content?.['application/problem+json'], name);
    const good = Object.keys(operation.responses).filter((status) => /^2\d\d$/.test(status));
    const waits = good.length > 1 ? ['202'] : [];
    assert.equal(good.length - waits.length, 1, name);
    assert.ok(
      waits.every((status) => good.includes(status)),
      'only what waits for approval is another good answer',
    );
    for (const response of Object.values(operation.responses)) assert.ok(response.description, name);
  }
});

test('the parameters of a path are exactly its placeholders, and each parameter has a schema', () => {
  for (const { path, method, operation } of operations) {
    const inPath = operation.parameters.filter((one) => one.in === 'path');
    assert.deepEqual(
      inPath.map((one) => `{${one.name}}`).toSorted(),
      (path.match(/\{\w+\}/g) ?? []).toSorted(),
      `${method} ${path}`,
    );
    for (const one of operation.parameters) {
      assert.ok(
        ['path', 'query', 'header'].includes(one.in) && typeof one.schema === 'object',
        `${method} ${path} ${one.name}`,
      );
      assert.ok(one.in !== 'path' || one.required, `${method} ${path} ${one.name}`);
    }
    const names = operation.parameters.map((one) => `${one.in} ${one.name}`);
    assert.equal(new Set(names).size, names.length, `${method} ${path}`);
  }
});

test('every reference of the document leads somewhere, and no schema is empty by accident', () => {
  for (const [, pointer = ''] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
    let at: unknown = document;
    for (const part of pointer.replace('#/', '').split('/')) at = (at as Record<string, unknown>)?.[part];
    assert.ok(at, pointer ?? 'no pointer');
  }
  const order = document.paths['/api/orders']!['post']!.requestBody!.content['application/json']!.schema;
  assert.match(JSON.stringify(order), /"totalMinor"/);
});

/** Their answers hold a secret or a cookie, which is kept for nobody to be answered again; each leads to the same end however often it is called. */
const withoutKey = new Set([
  'post /api/session',
  'delete /api/session',
  'post /api/session/second-factor',
  'post /api/session/passkey/options',
  'post /api/session/passkey',
  'post /api/session/proof',
  'post /api/session/invitation',
  'put /api/session/password',
  'post /api/factors/totp',
  'put /api/factors/totp',
  'post /api/factors/recovery-codes',
  'post /api/factors/passkeys/options',
  'post /api/factors/passkeys',
  'post /api/staff/{id}/invitation',
]);

test('writes take an Idempotency-Key; reads do not, and neither does what hands out a secret', () => {
  for (const { path, method, operation } of operations) {
    const takesKey = operation.parameters.some((one) => one.in === 'header' && one.name === 'Idempotency-Key');
    assert.equal(takesKey, method !== 'get' && !withoutKey.has(`${method} ${path}`), `${method} ${path}`);
  }
});

test('the document can be read as pages at /docs', async () => {
  const page = await shop.call('GET', '/docs', undefined, { apiKey: '' });
  assert.equal(page.status, 200);
  const [, script = ''] = /<script src="(\/docs\/start\.js)">/.exec(page.text) ?? [];
  assert.match((await shop.call('GET', script, undefined, { apiKey: '' })).text, /openapi\.json/);
});
