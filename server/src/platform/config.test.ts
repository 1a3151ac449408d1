import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { ConfigError, loadConfig, withSettingsFile } from './config.ts';

test('without settings Shuke serves this machine alone, at port 7080, with the demo shop', () => {
  const { port, host, demo, timeZone, role, clock, databaseUrl, clickhouseUrl, dataFolder } = loadConfig({});
  assert.deepEqual(
    { port, host, demo, timeZone, role, clock, databaseUrl, clickhouseUrl },
    {
      port: 7080,
      host: 'localhost',
      demo: true,
      timeZone: 'Asia/Shanghai',
      role: 'all',
      clock: 'system',
      databaseUrl: undefined,
      clickhouseUrl: undefined,
    },
  );
  assert.match(dataFolder, /\/data$/);
});

test('an empty value counts as not set', () => {
  assert.deepEqual(loadConfig({ PORT: '', DATABASE_URL: '', SHUKE_DEMO: '', SHUKE_TIMEZONE: '' }), loadConfig({}));
});

const accepted: [string, string, keyof ReturnType<typeof loadConfig>, unknown][] = [
  ['PORT', '0', 'port', 0],
  ['PORT', '65535', 'port', 65_535],
  ['SHUKE_DEMO', '0', 'demo', false],
  ['SHUKE_DATA', '/tmp/shop', 'dataFolder', '/tmp/shop'],
  ['SHUKE_CLOCK', 'manual', 'clock', 'manual'],
  ['SHUKE_LOG', 'json', 'log', 'json'],
  ['SHUKE_RATE_LIMIT', '0', 'rateLimits', { perCaller: 0, perAddress: 50 }],
  ['SHUKE_RATE_LIMIT_ADDRESS', '5', 'rateLimits', { perCaller: 20_000, perAddress: 5 }],
  ['SHUKE_TIMEZONE', 'Europe/Berlin', 'timeZone', 'Europe/Berlin'],
  ['DATABASE_URL', 'postgresql://a:b@db:5432/c', 'databaseUrl', 'postgresql://a:b@db:5432/c'],
  ['DATABASE_URL', 'postgres://a@/c?host=/run/postgresql', 'databaseUrl', 'postgres://a@/c?host=/run/postgresql'],
  ['CLICKHOUSE_URL', 'https://a:b@ch:8443/c', 'clickhouseUrl', 'https://a:b@ch:8443/c'],
  ['SHUKE_API_KEY', 'k', 'apiKey', 'k'],
  ['SHUKE_PROXY', '127.0.0.1, 10.0.0.0/8,::1', 'proxies', ['127.0.0.1', '10.0.0.0/8', '::1']],
];
for (const [name, text, field, value] of accepted)
  test(`${name}=${text} is taken`, () => assert.deepEqual(loadConfig({ [name]: text })[field], value));

const refused: [string, string][] = [
  ['PORT', '70800'],
  ['PORT', '-1'],
  ['PORT', '7080x'],
  ['SHUKE_DEMO', 'maybe'],
  ['DATABASE_URL', 'mysql://db/shop'],
  ['DATABASE_URL', 'localhost'],
  ['CLICKHOUSE_URL', 'clickhouse://ch:9000'],
  ['SHUKE_ADMIN_EMAIL', 'owner'],
  ['SHUKE_API_KEY', 'two words'],
  ['SHUKE_TIMEZONE', 'Asia/Nowhere'],
  ['SHUKE_ROLE', 'boss'],
  ['SHUKE_CLOCK', 'slow'],
  ['SHUKE_LOG', 'xml'],
  ['SHUKE_RATE_LIMIT', '-1'],
  ['SHUKE_RATE_LIMIT_ADDRESS', 'many'],
  ['SHUKE_HOST', 'http://localhost'],
  ['SHUKE_PROXY', 'true'],
  ['SHUKE_PROXY', '10.0.0.0/33'],
  ['SHUKE_PROXY', 'proxy.example.com'],
];
for (const [name, text] of refused)
  test(`${name}=${text} is refused by name`, () => assert.deepEqual(problemsOf({ [name]: text }), [name]));

test('every faulty setting is named at once, without its value, for it may be a secret', () => {
  const error = refusal({ PORT: 'x', SHUKE_API_KEY: 'my secret', SHUKE_CLOCK: 'y' });
  assert.deepEqual(
    error.problems.map((problem) => problem.setting),
    ['PORT', 'SHUKE_API_KEY', 'SHUKE_CLOCK'],
  );
  assert.doesNotMatch(error.message, /my secret/);
});

test('open to other machines, a short key or password is refused', () => {
  const open = { SHUKE_HOST: '0.0.0.0', SHUKE_API_KEY: 'short', SHUKE_ADMIN_PASSWORD: 'short' };
  assert.deepEqual(problemsOf(open).toSorted(), ['SHUKE_ADMIN_PASSWORD', 'SHUKE_API_KEY']);
});

test('a role that is one of several processes needs a database that they share', () => {
  assert.deepEqual(problemsOf({ SHUKE_ROLE: 'api' }), ['SHUKE_ROLE']);
  assert.equal(
    loadConfig({ SHUKE_ROLE: 'api', DATABASE_URL: 'postgres://a@db/c', CLICKHOUSE_URL: 'http://ch:8123' }).role,
    'api',
  );
});

test('time that stands still needs the role that decides and takes the call that moves it', () => {
  const shared = { DATABASE_URL: 'postgres://a@db/c', CLICKHOUSE_URL: 'http://ch:8123' };
  assert.deepEqual(problemsOf({ ...shared, SHUKE_ROLE: 'api', SHUKE_CLOCK: 'manual' }), ['SHUKE_CLOCK']);
});

test('the environment wins over the settings file, and a misspelt name in the file is refused', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'shuke-config-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'shuke.env');
  writeFileSync(file, '# our shop\nPORT=8080\nSHUKE_TIMEZONE="Europe/Berlin"\n');
  const config = loadConfig(withSettingsFile({ PORT: '9090', SHUKE_TIMEZONE: '' }, file));
  assert.equal(config.port, 9090);
  assert.equal(config.timeZone, 'Europe/Berlin');
  writeFileSync(file, 'SHUKE_PORT=8080\n');
  assert.throws(() => withSettingsFile({}, file), /SHUKE_PORT: is not a setting/);
  assert.throws(() => withSettingsFile({ SHUKE_CONFIG: join(folder, 'none.env') }), /does not exist/);
});

function refusal(env: Record<string, string>): ConfigError {
  try {
    loadConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error;
  }
  return assert.fail('the settings were taken');
}

function problemsOf(env: Record<string, string>): string[] {
  return refusal(env).problems.map((problem) => problem.setting);
}

test('single sign-on needs all of its three settings, and a provider on this machine may do without TLS', () => {
  const issuer = { SHUKE_OIDC_ISSUER: 'http://127.0.0.1:4000' };
  assert.deepEqual(problemsOf(issuer), ['SHUKE_OIDC_CLIENT_ID', 'SHUKE_OIDC_CLIENT_SECRET']);
  const all = { ...issuer, SHUKE_OIDC_CLIENT_ID: 'shuke', SHUKE_OIDC_CLIENT_SECRET: 's' };
  const singleSignOn = { issuer: issuer.SHUKE_OIDC_ISSUER, clientId: 'shuke', clientSecret: 's' };
  assert.deepEqual(loadConfig(all).singleSignOn, singleSignOn);
  for (const elsewhere of ['http://login.example.com', 'login.example.com'])
    assert.deepEqual(problemsOf({ ...all, SHUKE_OIDC_ISSUER: elsewhere }), ['SHUKE_OIDC_ISSUER']);
});
