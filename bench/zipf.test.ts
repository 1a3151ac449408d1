import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zipf } from './zipf.ts';

function draw(count: number, exponent: number, draws: number): number[] {
  const next = zipf(count, exponent, 7);
  const times = Array.from({ length: count }, () => 0);
  for (let i = 0; i < draws; i++) times[next()]! += 1;
  return times;
}

test('with exponent 1 the first rank comes twice as often as the second and ten times as often as the tenth', () => {
  const times = draw(100, 1, 400_000);
  assert.ok(Math.abs(times[0]! / times[1]! - 2) < 0.1, `${times[0]} and ${times[1]}`);
  assert.ok(Math.abs(times[0]! / times[9]! - 10) < 0.6, `${times[0]} and ${times[9]}`);
});

test('with exponent 0 all ranks come equally often, the last included', () => {
  const times = draw(10, 0, 200_000);
  for (const n of times) assert.ok(Math.abs(n - 20_000) < 1000, String(n));
});

test('equal seeds give equal draws', () => {
  const [a, b] = [zipf(50, 1, 3), zipf(50, 1, 3)];
  for (let i = 0; i < 100; i++) assert.equal(a(), b());
});
