import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openShop, order, phone } from '../shop.ts';

const shop = await openShop();
/** As a stranger asks: what is tried here needs no key. */
const ask = (path: string) => shop.call('GET', path, undefined, { apiKey: '' });

/** Names of metrics in a text; `…_bulk` after another name stands for that name with another end. */
function metricsNamedIn(text: string): Set<string> {
  const names = new Set<string>();
  let before = '';
  for (const [, name] of text.matchAll(/`((?:shuke|…)_\w+)`/g)) {
    before = name!.startsWith('…') ? before.replace(/_[a-z]+$/, '') + name!.slice(1) : name!;
    names.add(before);
  }
  return names;
}

test('the metrics are those that the guide names, each with a number', async () => {
  await shop.ok(shop.post('/api/orders', order({ member: { phone: phone() } })));
  const reply = await ask('/metrics');
  assert.equal(reply.status, 200);
  const samples = new Map(
    reply.text.split('\n').flatMap((line) => {
      const [, name, value] = /^(\w+)(?:\{[^}]*\})? (\S+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, Number(value)] as const];
    }),
  );
  const guide = readFileSync(new URL('../../../docs/operate/health.md', import.meta.url), 'utf8');
  const named = metricsNamedIn(guide);
  assert.ok(named.size >= 8);
  assert.deepEqual([...samples.keys()].filter((name) => name.startsWith('shuke_')).toSorted(), [...named].toSorted());
  for (const name of named) assert.ok(Number.isFinite(samples.get(name)), name);
  assert.ok(samples.get('shuke_inputs_decided_interactive')! >= 1 && samples.get('shuke_turn')! >= 1);
  for (const prefix of ['process_', 'nodejs_'])
    assert.ok(
      [...samples].some(([name, value]) => name.startsWith(prefix) && value > 0),
      prefix,
    );
});

test('the page of the API is there with everything it loads, and shows the document of this server', async () => {
  const page = await ask('/docs');
  assert.equal(page.status, 200);
  assert.match(String(page.headers['content-type']), /^text\/html/);
  const assets = [...page.text.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  assert.ok(assets.some((path) => path.endsWith('.css')) && assets.some((path) => path.endsWith('.js')));
  for (const path of assets) {
    assert.match(path, /^\/docs\//, 'nothing comes from elsewhere');
    const asset = await ask(path);
    assert.equal(asset.status, 200, path);
    assert.match(String(asset.headers['content-type']), path.endsWith('.css') ? /css/ : /javascript/, path);
    assert.ok(asset.text.length > 50, path);
  }
  const [, document] = /url: '([^']+)'/.exec((await ask('/docs/start.js')).text)!;
  assert.equal((await ask(document!)).body.openapi.slice(0, 3), '3.1');
});

test('a process that lives and decides says so to whoever watches it', async () => {
  assert.deepEqual([(await ask('/healthz')).text, (await ask('/readyz')).status], ['ok\n', 200]);
});
