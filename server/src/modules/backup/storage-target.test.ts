import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { storageTarget } from './storage-target.ts';

const key = { id: 'key-of-tests', secret: 'secret/of+tests' };
const region = 'cn-hangzhou';
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text).digest();

/** Signature Version 4 as AWS documents it, written without a look at the client. */
function isSigned({ method = '', url = '', headers }: IncomingMessage, body: Buffer): boolean {
  const [, id, date = '', signed = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/[^,]+, SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  if (id !== key.id || headers['x-amz-content-sha256'] !== sha256(body)) return false;
  const { pathname, searchParams } = new URL(url, 'http://x');
  const escape = (text: string) =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...searchParams].map(([name, value]) => `${escape(name)}=${escape(value)}`).toSorted();
  const names = signed.split(';');
  const lines = names.map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const path = decodeURIComponent(pathname).split('/').map(escape).join('/');
  const request = [method, path, query.join('&'), lines.join(''), signed, sha256(body)].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(request)].join('\n');
  const secret = [date, region, 's3', 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${key.secret}`));
  return names.includes('host') && names.includes('x-amz-date') && hmac(secret, text).toString('hex') === signature;
}

const PAGE = 2;

/** The four calls of an S3-compatible storage that backups make, in pages of two names, with a failure now and then. */
async function openStorage(t: { after(fn: () => void): void }) {
  const objects = new Map<string, Buffer>();
  const failures: number[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray());
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const failure = failures.shift();
    if (failure) return void response.writeHead(failure).end('<Error><Code>SlowDown</Code></Error>');
    if (!isSigned(request, body))
      return void response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
    if (pathname === '/shop/') {
      const after = searchParams.get('continuation-token') ?? '';
      const all = [...objects.keys()].toSorted().filter((name) => name.startsWith(searchParams.get('prefix') ?? ''));
      const names = all.filter((name) => name > after).slice(0, PAGE);
      const isMore = all.some((name) => name > (names.at(-1) ?? '\uffff'));
      const contents = names.map(
        (name) =>
          `<Contents><Key>${name.replaceAll('&', '&amp;')}</Key><Size>${objects.get(name)?.length}</Size></Contents>`,
      );
      const next = isMore
        ? `<NextContinuationToken>${names.at(-1)?.replaceAll('&', '&amp;')}</NextContinuationToken>`
        : '';
      return void response.end(`<ListBucketResult>${contents.join('')}${next}</ListBucketResult>`);
    }
    const name = decodeURIComponent(pathname.slice('/shop/'.length));
    if (request.method === 'PUT') objects.set(name, body);
    if (request.method === 'DELETE') objects.delete(name);
    const found = request.method === 'GET' ? objects.get(name) : Buffer.alloc(0);
    response.writeHead(found ? 200 : 404).end(found);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  return { objects, failures, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('an S3-compatible storage keeps backups: calls are signed, long lists are read on, and a busy storage is asked again', async (t) => {
  const { objects, failures, endpoint } = await openStorage(t);
  const settings = { endpoint, region, keyId: key.id, bucket: 'shop', prefix: 'a & b/c' };
  const target = storageTarget({ ...settings, secretKey: key.secret });
  const bytes = Buffer.from([0, 255, 10, 13]);
  failures.push(503);
  for (let i = 0; i < 5; i++) await target.write(`pieces/0${i}/1-ab`, bytes);
  await target.write('keys.json', bytes);
  assert.deepEqual([...objects.keys()][0], 'a & b/c/pieces/00/1-ab');
  const listed = await target.list('pieces/');
  assert.deepEqual(
    [...listed],
    [0, 1, 2, 3, 4].map((i) => [`pieces/0${i}/1-ab`, 4]),
  );
  assert.deepEqual(await target.read('keys.json'), bytes);
  await target.drop('keys.json');
  assert.equal(await target.read('keys.json'), undefined);

  const wrong = storageTarget({ ...settings, secretKey: 'another' });
  await assert.rejects(wrong.write('keys.json', bytes), /answered 403 SignatureDoesNotMatch .* what the key may do/);
  const nowhere = storageTarget({ ...settings, endpoint: 'http://127.0.0.1:1', secretKey: key.secret });
  await assert.rejects(nowhere.list(''), /does not answer: check SHUKE_BACKUP_ENDPOINT/);
});
