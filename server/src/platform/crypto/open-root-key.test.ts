import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandRootKey } from './key-command.ts';
import { openRootKey } from './open-root-key.ts';
import { RootKeyError, heldRootKey, parseRootKey } from './root-key.ts';
import { suites } from './suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'shuke-root-key-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let folders = 0;
const freshFolder = () => join(folder, `data-${folders++}`);
const secret = Buffer.from('a data key with its label');
const fromFile = (dataFolder: string, mayMake = true) =>
  openRootKey({ dataFolder, rootKey: undefined, keyCommand: undefined, suite: 'intl' }, { mayMake });

test('the first start makes a root key that only its user may read, and later starts find the same', async () => {
  const data = freshFolder();
  const wrapped = await fromFile(data).wrap(secret);
  assert.deepEqual(readdirSync(join(data, 'keys')), ['root.key'], 'nothing else is left behind');
  assert.equal(statSync(join(data, 'keys/root.key')).mode & 0o777, 0o600);
  assert.equal(statSync(join(data, 'keys')).mode & 0o777, 0o700);
  assert.equal(parseRootKey(readFileSync(join(data, 'keys/root.key'), 'utf8'))?.length, 32);
  assert.deepEqual(await fromFile(data, false).unwrap(wrapped), secret);
  assert.deepEqual(await fromFile(data).unwrap(wrapped), secret, 'it is never overwritten');
});

test('each instance makes a root key of its own', async () => {
  const wrapped = await fromFile(freshFolder()).wrap(secret);
  await assert.rejects(fromFile(freshFolder()).unwrap(wrapped), /is not the one/);
});

test('a root key that is missing once there are data keys is asked for, not made anew', () => {
  const data = freshFolder();
  assert.throws(() => fromFile(data, false), /root\.key is missing.*Put it back/);
  assert.throws(() => statSync(join(data, 'keys/root.key')), { code: 'ENOENT' });
});

test('a root key that others may read, or that is damaged, stops the start', () => {
  const data = freshFolder();
  fromFile(data);
  const file = join(data, 'keys/root.key');
  chmodSync(file, 0o640);
  assert.throws(() => fromFile(data), /open to other users.*chmod 600/);
  chmodSync(file, 0o600);
  writeFileSync(file, '');
  assert.throws(() => fromFile(data), /is damaged/);
  assert.equal(readFileSync(file, 'utf8'), '', 'and it is left as it is');
});

test('a root key is read from base64, base64url and hex, and from nothing of another length', () => {
  const bytes = Buffer.alloc(32, 0xfb);
  for (const written of [
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ` ${bytes.toString('base64')}\n`,
  ])
    assert.deepEqual(parseRootKey(written), bytes, written);
  for (const written of [
    '',
    'secret',
    bytes.toString('hex').slice(2),
    bytes.toString('base64').slice(4),
    '!'.repeat(44),
  ])
    assert.equal(parseRootKey(written), undefined, written);
});

test('the environment goes before the file, and the command before both', async () => {
  const data = freshFolder();
  const rootKey = Buffer.alloc(32, 3).toString('hex');
  const settings = { dataFolder: data, rootKey, keyCommand: undefined, suite: 'gm' } as const;
  const opened = openRootKey(settings, { mayMake: true });
  assert.equal(opened.from, 'SHUKE_ROOT_KEY');
  assert.deepEqual(await opened.unwrap(await opened.wrap(secret)), secret);
  assert.throws(() => statSync(data), { code: 'ENOENT' }, 'no file is made');
  assert.equal(openRootKey({ ...settings, keyCommand: '/bin/kms' }, { mayMake: true }).from, '/bin/kms');
  assert.throws(() => openRootKey({ ...settings, rootKey: 'short' }, { mayMake: true }), RootKeyError);
});

test('what was wrapped with one suite is unwrapped after a change to the other', async () => {
  const bytes = Buffer.alloc(32, 4);
  const wrapped = await heldRootKey(bytes, suites.intl, 'test').wrap(secret);
  assert.deepEqual(await heldRootKey(bytes, suites.gm, 'test').unwrap(wrapped), secret);
});

/** A program of its own, as a shop would write it for its key service. */
function program(body: string): string {
  const file = join(folder, `program-${folders++}`);
  writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return file;
}

test('a key command is given its verb, reads base64 and answers base64', async () => {
  // Turns the text round: enough to see that both verbs arrive, and both ways are encoded.
  const kms = commandRootKey(
    program(`input=$(cat)
case "$1" in
  wrap) printf 'wrapped:%s' "$input" | base64 ;;
  unwrap) printf '%s' "$input" | base64 -d | cut -c 9- ;;
esac`),
  );
  const wrapped = await kms.wrap(secret);
  assert.equal(wrapped.toString(), `wrapped:${secret.toString('base64')}`);
  assert.deepEqual(await kms.unwrap(wrapped), secret);
});

test('a key command that fails says so with its status and what it printed', async () => {
  const refused = commandRootKey(program('echo "access denied to key 7" >&2; exit 3'));
  await assert.rejects(refused.wrap(secret), /wrap` ended with status 3: access denied to key 7/);
  await assert.rejects(
    commandRootKey(program('cat >/dev/null; echo "not, base64"')).unwrap(secret),
    /did not write base64/,
  );
  await assert.rejects(commandRootKey(program('cat >/dev/null')).unwrap(secret), /did not write base64/);
  await assert.rejects(
    commandRootKey(join(folder, 'nowhere')).wrap(secret),
    /cannot be run: .*SHUKE_KEY_COMMAND must name/,
  );
  await assert.rejects(commandRootKey(program('yes')).wrap(secret), /answered more than 64 KiB/);
});

test('a key command that hangs is killed with all that it started', async () => {
  const beats = join(folder, 'beats');
  const hanging = commandRootKey(program(`(while :; do echo >> ${beats}; sleep 0.02; done) &\nwait`), {
    timeoutMs: 500,
  });
  await assert.rejects(hanging.wrap(secret), /gave no answer within 0\.5 seconds/);
  const beaten = () => statSync(beats).size;
  const deadline = performance.now() + 10_000;
  for (let before = -1; before !== beaten() && performance.now() < deadline; await sleep(300)) before = beaten();
  const last = beaten();
  await sleep(300);
  assert.equal(beaten(), last);
});

test('no message about a root key holds the key or what was wrapped', async () => {
  const echo = commandRootKey(program('cat; exit 1'));
  await assert.rejects(echo.wrap(secret), (error: Error) => !error.message.includes(secret.toString('base64')));
  const bad = 'this-is-nearly-a-root-key';
  assert.throws(
    () => openRootKey({ dataFolder: folder, rootKey: bad, keyCommand: undefined, suite: 'intl' }, { mayMake: true }),
    (error: Error) => !error.message.includes(bad),
  );
});
