import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissions } from '@shuke/contract';
import { grouped, ticked } from './permission-groups.ts';

test('every permission stands under one heading', () => {
  assert.deepEqual(grouped.toSorted(), permissions.toSorted());
});

test('who may change something may also see it', () => {
  assert.deepEqual(ticked([], 'points.write', true), ['members.read', 'points.write']);
  assert.deepEqual(ticked(['orders.read'], 'owners.write', true), [
    'orders.read',
    'staff.read',
    'staff.write',
    'owners.write',
  ]);
});

test('who may not see something any more may not change it either', () => {
  assert.deepEqual(ticked(['members.read', 'members.write', 'points.write', 'orders.read'], 'members.read', false), [
    'orders.read',
  ]);
  assert.deepEqual(ticked(['members.read', 'members.write'], 'members.write', false), ['members.read']);
});
