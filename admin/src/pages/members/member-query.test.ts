import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeFormat } from '../../format/format.ts';
import { memberSetOf, membersQuery } from './member-query.ts';

const zone = 'Asia/Shanghai';
const given = (query: object) => Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));

test('days in the URL are whole days of the business zone', () => {
  assert.deepEqual(given(membersQuery({ joinedFrom: '2026-11-01', joinedTo: '2026-11-30' }, zone)), {
    joinedFrom: '2026-11-01T00:00:00+08:00',
    joinedUntil: '2026-12-01T00:00:00+08:00',
  });
});

test('a filter that cannot be read falls away instead of failing the page', () => {
  assert.deepEqual(
    given(
      membersQuery({ gender: 'x', sort: 'name', order: 'up', joinedFrom: 'soon', minPoints: '-1', search: '  ' }, zone),
    ),
    {},
  );
});

test('a figure needs its period', () => {
  const format = makeFormat('zh-CN', zone);
  assert.equal(memberSetOf({ set: 'active' }, format), null);
  assert.deepEqual(memberSetOf({ set: 'active', from: '2026-11-01', to: '2026-11-02' }, format), {
    set: 'active',
    value: undefined,
    currency: undefined,
    from: '2026-11-01T00:00:00+08:00',
    until: '2026-11-03T00:00:00+08:00',
  });
});
