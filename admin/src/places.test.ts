import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readyRoles, type ReadyRole } from '@shuke/contract';
import { paths } from './paths.ts';
import { askedFor, beginning, placesFor } from './places.ts';

const opensFor = (role: ReadyRole) => (address: string) => {
  const asked = askedFor(address);
  return asked === null || (readyRoles[role] as readonly string[]).includes(asked);
};

test('a page asks for what its part asks for, whatever stands behind it in the address', () => {
  assert.equal(askedFor(paths.home({ period: '7d' })), 'insight.read');
  assert.equal(askedFor(paths.member('7', 'points')), 'members.read');
  assert.equal(askedFor(paths.orders({ open: '12' })), 'orders.read');
  assert.equal(askedFor(paths.import('3')), 'imports.read');
  assert.equal(askedFor(paths.newImport()), 'imports.write');
  assert.equal(askedFor(paths.staff({ role: 'service' })), 'staff.read');
  assert.equal(askedFor(paths.account()), null);
  assert.equal(askedFor('/nowhere'), null);
});

test('everybody begins at the first page of their own', () => {
  const first = (role: ReadyRole) => beginning(opensFor(role));
  assert.equal(first('owner'), paths.home());
  assert.equal(first('service'), paths.members());
  assert.equal(first('system'), paths.backups());
  assert.equal(first('auditor'), paths.staff());
  assert.equal(
    beginning((address) => address === ''),
    paths.account(),
  );
});

test('the navigation has what the role may open', () => {
  const names = (role: ReadyRole) => placesFor(opensFor(role)).map(({ name }) => name);
  assert.deepEqual(names('admin'), ['home', 'members', 'orders', 'imports', 'approvals', 'settings']);
  assert.deepEqual(names('analyst'), ['home']);
  assert.deepEqual(names('auditor'), ['approvals', 'settings']);
});
