import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeFor, isRoleCode } from './role-code.ts';

test('a role gets a code from its name, and another one where that is taken', () => {
  const taken = ['service', 'role'].map((code) => ({ code }));
  for (const [name, code] of [
    ['Store cashier', 'store-cashier'],
    ['Service', 'service-2'],
    ['收银员', 'role-2'],
    ['2号店 Café!', 'cafe'],
    ['x'.repeat(80), 'x'.repeat(36)],
  ] as const) {
    assert.equal(codeFor(name, taken), code);
    assert.ok(isRoleCode(codeFor(name, taken)));
  }
});

test('a code is small letters, digits and hyphens, beginning with a letter', () => {
  for (const code of ['', 'Cashier', '1st', 'a b', '收银', 'x'.repeat(41)]) assert.equal(isRoleCode(code), false, code);
});
