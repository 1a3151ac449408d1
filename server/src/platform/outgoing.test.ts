import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { OutgoingRefused, isInternal, openOutgoing } from './outgoing.ts';

const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push(`${request.headers.host} ${request.url} ${request.headers.authorization ?? ''}`.trim());
  if (request.url === '/inside') return void response.writeHead(302, { location: 'https://metadata.example/' }).end();
  if (request.url === '/on')
    return void response.writeHead(302, { location: `http://other.example:${port}/end` }).end();
  if (request.url === '/round') return void response.writeHead(302, { location: '/round' }).end();
  if (request.url === '/long') return void response.end('x'.repeat(2000));
  if (request.url === '/never') return undefined;
  return void response.end('there');
});
let port = 0;
before(async () => {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  ({ port } = server.address() as AddressInfo);
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const forged: Record<string, readonly string[]> = {
  'known.example': ['127.0.0.1'],
  'other.example': ['127.0.0.1'],
  'metadata.example': ['169.254.169.254'],
  'mixed.example': ['93.184.216.34', '10.0.0.7'],
  'nobody.example': [],
};
const resolve = async (host: string) => forged[host] ?? [];
const call = openOutgoing({
  internalHosts: ['known.example', 'other.example'],
  resolve,
  timeoutMs: 500,
  sizeLimitBytes: 1000,
});
const refused = (address: string, why: RegExp) =>
  assert.rejects(call(address), (error) => error instanceof OutgoingRefused && why.test(error.message), address);

test('addresses of no use outside are known as internal, in whatever form', () => {
  for (const one of '127.0.0.1 10.1.2.3 172.31.0.1 192.168.1.1 169.254.169.254 100.100.100.200 0.0.0.0 224.0.0.1 255.255.255.255'.split(
    ' ',
  ))
    assert.ok(isInternal(one), one);
  for (const one of ':: ::1 ::ffff:10.0.0.1 ::ffff:7f00:1 fe80::1 fd00:ec2::254 ff02::1 64:ff9b::a00:1 2002:a00:1::'.split(
    ' ',
  ))
    assert.ok(isInternal(one), one);
  for (const one of '93.184.216.34 172.32.0.1 223.5.5.5 2400:3200::1 2606:4700::1111'.split(' '))
    assert.ok(!isInternal(one), one);
});

test('a host is refused if any of its addresses is internal, and one that the operator named is called', async () => {
  await refused('https://metadata.example/', /169\.254\.169\.254.*SHUKE_INTERNAL_HOSTS/);
  await refused('https://mixed.example/', /10\.0\.0\.7/);
  await refused('https://nobody.example/', /no address/);
  for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])
    await refused(`https://${host}/`, /internal address/);
  await refused('http://mixed.example/', /no https address/);
  await refused('file:///etc/passwd', /no https address/);
  await refused(`http://a:b@known.example:${port}/`, /password/);
  assert.equal(await (await call(`http://known.example:${port}/`)).text(), 'there');
});

test('where a redirect leads is checked like the first address, and is not told what was meant for another host', async () => {
  const on = (path: string) => `http://known.example:${port}${path}`;
  await refused(on('/inside'), /169\.254\.169\.254/);
  await refused(on('/round'), /more than 3 times/);
  seen.length = 0;
  assert.equal((await call(on('/on'), { headers: { authorization: 'secret' } })).status, 200);
  assert.deepEqual(seen, [`known.example:${port} /on secret`, `other.example:${port} /end`]);
  assert.equal((await call(on('/inside'), { redirect: 'manual' })).status, 302);
});

test('a name that changes after it was checked leads to the address that was checked', async () => {
  let asked = 0;
  const rebinding = openOutgoing({
    internalHosts: ['known.example'],
    resolve: async () => [asked++ === 0 ? '127.0.0.1' : '203.0.113.1'],
  });
  assert.equal((await rebinding(`http://known.example:${port}/`)).status, 200);
  assert.equal(asked, 1);
});

test('an answer that is too long or never comes ends', async () => {
  await refused(`http://known.example:${port}/long`, /more than 1000 bytes/);
  await assert.rejects(call(`http://known.example:${port}/never`), /abort|timeout/i);
  const silent = openOutgoing({ resolve: () => new Promise(() => {}), timeoutMs: 50 });
  await assert.rejects(silent('https://known.example/'), /abort|timeout/i);
});
