import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLog, reasonOf, stackOf } from './log.ts';

test('an event is a line for people, or one line of JSON with what programs look for', () => {
  const lines: string[] = [];
  for (const format of ['text', 'json'] as const)
    openLog(format, (line) => void lines.push(line))('Analytics are down\nagain', { level: 'error', status: 503 });
  assert.match(lines[0]!, /^\d{4}-\S+Z Analytics are down\nagain$/);
  const { at, ...rest } = JSON.parse(lines[1]!) as Record<string, unknown>;
  assert.ok(!Number.isNaN(Date.parse(String(at))));
  assert.deepEqual(rest, { level: 'error', message: 'Analytics are down\nagain', status: 503 });
  assert.ok(!lines[1]!.includes('\n'));
});

test('of an error the log has kind, code and place, and nothing of what was given', () => {
  const broken = Object.assign(new Error('invalid input syntax for type bigint: "张三 "13800000001""'), {
    code: '22P02',
    detail: 'Key (phone)=(13800000001) already exists.',
  });
  const clickhouse = Object.assign(new Error(`Cannot parse input: 张三`), { code: '27', type: 'CANNOT_PARSE' });
  const caught = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const errors = [
    broken,
    clickhouse,
    caught(() => JSON.parse('张三 13800000001')),
    caught(() => assert.equal('张三', '13800000001')),
    new TypeError('no 13800000001'),
    { phone: '13800000001' },
  ];
  for (const error of errors)
    for (const text of [reasonOf(error), stackOf(error)]) assert.doesNotMatch(text, /张三|13800000001/);
  assert.match(reasonOf(broken), /^Error 22P02: invalid input syntax for type bigint/);
  assert.equal(reasonOf(clickhouse), 'Error 27 CANNOT_PARSE');
  assert.match(stackOf(broken), /\n {4}at .*log\.test\.ts/);
});
