import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../database.ts';
import { OWNER } from '../shop.ts';
import { endpoints, sampleCall, textFields } from '../sample-call.ts';
import { serverProcess } from '../server-process.ts';

/** Each can be found again in whatever the server prints. */
const marked = {
  phone: '13955501234',
  email: 'marked.person@example.com',
  text: '标记张三',
  password: 'marked horse battery staple',
  wrongKey: 'marked-key-that-nobody-issued',
} as const;

/** A marked value for each text that a call takes: of the kind that its name asks for. */
const markOf = (field: string): string => {
  if (/phone/.test(field)) return marked.phone;
  if (/email/i.test(field)) return marked.email;
  if (/password|current/i.test(field)) return marked.password;
  return marked.text;
};

test('whatever is sent by any route, and whatever fails, the log has no name, phone, address, password or key', async (t) => {
  const database = await testDatabase(t);
  const server = await serverProcess(t, {
    DATABASE_URL: database.url,
    CLICKHOUSE_URL: 'http://127.0.0.1:1',
    SHUKE_LOG: 'json',
    SHUKE_RATE_LIMIT_ADDRESS: '0',
    SHUKE_CLOCK: 'manual',
    SHUKE_ADMIN_EMAIL: OWNER.email,
    SHUKE_ADMIN_PASSWORD: marked.password,
  });
  await server.start();
  let session = '';
  const secrets: string[] = [server.apiKey];
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${server.url()}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${server.apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    session = /shuke_session=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? session;
    return { status: answer.status, id: answer.headers.get('x-request-id'), text: await answer.text() };
  };

  const everyRoute = async (headers: Record<string, string> = {}) => {
    for (const endpoint of endpoints) {
      if (endpoint.path === '/api/clock') continue;
      const fields = textFields(endpoint);
      // All texts at once, then each alone: what is refused for one has let others through.
      for (const one of [undefined, ...fields]) {
        const fill = (field: string) => (one === undefined || field === one ? markOf(field) : undefined);
        const { method, path, body } = sampleCall(endpoint, fill);
        await ask(method, path, body, headers);
      }
    }
  };

  await ask('POST', '/api/session', { email: OWNER.email, password: marked.password });
  secrets.push(session);
  assert.ok(session.length > 20, 'somebody is signed in');
  const issued = await ask('POST', '/api/keys', { name: marked.text, permissions: ['members.read'] });
  secrets.push((JSON.parse(issued.text) as { secret: string }).secret);
  await ask('PUT', '/api/members', { phone: marked.phone, name: marked.text });
  await everyRoute();
  await everyRoute({ authorization: `Bearer ${marked.wrongKey}` });
  await ask('POST', `/api/imports?fileName=${marked.phone}.csv`, { name: marked.text });

  // A store that refuses what it is asked: the fault is ours and is told with what it quotes left out.
  await database.pool.query(`create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'no "%" here', new; end $$`);
  await database.pool.query('alter table activity."order" rename to order_away');
  await database.pool.query(
    'create trigger refuse before insert on imports.job for each row execute function refuse()',
  );
  const failed = await ask('GET', `/api/orders?number=${encodeURIComponent(marked.text)}`);
  assert.equal(failed.status, 500);
  await ask('POST', `/api/imports?fileName=${marked.phone}.csv`, undefined, { 'content-type': 'text/csv' });
  await ask(
    'POST',
    '/api/orders',
    sampleCall(
      endpoints.find((one) => one.path === '/api/orders' && one.body)!,
      markOf,
    ).body,
  );
  await server.stop();

  const printed = server.printed();
  process.stderr.write(
    printed
      .split('\n')
      .filter((l) => !l.startsWith('{'))
      .join('\n')
      .slice(0, 3000),
  );
  const lines = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string | number>);
  const fault = lines.find((line) => line['requestId'] === failed.id && line['level'] === 'error');
  assert.match(String(fault?.['message']), /42P01.*\n {4}at /s, 'a fault is told with its place');
  assert.ok(lines.length > endpoints.length * 2, `${lines.length} lines`);
  for (const endpoint of endpoints) {
    if (endpoint.path === '/api/clock') continue;
    const route = endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1');
    assert.ok(
      lines.some((line) => line['route'] === route && line['method'] === endpoint.method),
      `${route} is told of`,
    );
  }
  const { text, phone, email, password, wrongKey } = marked;
  for (const secret of [
    text,
    phone,
    phone.slice(3),
    email,
    'marked.person',
    OWNER.email,
    password,
    wrongKey,
    ...secrets,
  ])
    assert.ok(!printed.includes(secret) && !printed.includes(encodeURIComponent(secret)), `${secret} is in the log`);
});
