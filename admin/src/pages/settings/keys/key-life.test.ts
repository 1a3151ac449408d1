import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expiryOf, stateOf } from './key-life.ts';

const now = Date.parse('2026-11-20T00:00:00Z');

test('a key expires so many days after it was issued, or never', () => {
  assert.equal(expiryOf('30', now), '2026-12-20T00:00:00.000Z');
  assert.equal(expiryOf('never', now), null);
});

test('a key is good until it expires or is revoked', () => {
  const key = { expiresAt: '2026-11-20T00:00:00Z', revokedAt: null };
  assert.equal(stateOf(key, now - 1), 'good');
  assert.equal(stateOf(key, now), 'expired');
  assert.equal(stateOf({ expiresAt: null, revokedAt: null }, now), 'good');
  assert.equal(stateOf({ ...key, revokedAt: '2026-11-01T00:00:00Z' }, now), 'revoked');
});
