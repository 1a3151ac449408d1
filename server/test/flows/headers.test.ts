import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openShop } from '../shop.ts';

const shop = await openShop();
const page = { accept: 'text/html' };
const look = (path: string, headers: Record<string, string> = {}) =>
  shop.call('GET', path, undefined, { apiKey: '', headers });

for (const path of ['/', '/members', '/docs', '/no/such/page'])
  test(`the page ${path} loads nothing from elsewhere, runs no script written into it, and stands in no frame`, async () => {
    const { headers, text } = await look(path, page);
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'self'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /object-src 'none'/);
    assert.doesNotMatch(policy, /script-src[^;]*unsafe|unsafe-eval|https?:|\*/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-frame-options'], 'SAMEORIGIN');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    for (const [script] of text.matchAll(/<script[^>]*>/g)) assert.match(script, / src="\//, script);
    assert.doesNotMatch(text, / on\w+="/);
  });

test('answers are kept by nobody on the way, taken for no page, and readable by no page of another site', async () => {
  for (const reply of [await shop.get('/api/health'), await look('/api/members'), await look('/api/nothing')]) {
    assert.equal(reply.headers['x-content-type-options'], 'nosniff');
    assert.equal(reply.headers['access-control-allow-origin'], undefined);
  }
  assert.equal((await shop.get('/api/members')).headers['cache-control'], 'no-store');
});
