import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAwaited } from './awaited.ts';
import type { DecidedRow } from './decider-port.ts';
import type { Answer, LoggedInput } from './input.ts';
import type { LogRow } from './log.ts';
import type { Cursor, Cursors } from './save.ts';
import type { Draft } from './turn.ts';

const start: Cursor = { position: 1, index: 0 };
const cursorsAt = (position: number, index = 0): Cursors => ({ interactive: { position, index }, bulk: start });
const row = (position: number): LogRow => ({ lane: 'interactive', position, acceptedAt: 0, inputs: [] });
const answer = (body: unknown): Answer => ({ status: 'ok', body });

/** A committed turn of inputs at these places (position, index), each answered with its place. */
function turnOf(places: readonly (readonly [number, number])[]): Draft {
  const inputs = places.map(([position, index]): LoggedInput => ({
    input: { kind: 'x', body: {} },
    lane: 'interactive',
    position,
    index,
    acceptedAt: 0,
  }));
  return { inputs, answers: places.map(([position, index]) => answer(`${position}:${index}`)) } as unknown as Draft;
}

function watched() {
  const decided: DecidedRow[] = [];
  const interrupted: (number | 'all')[] = [];
  const awaited = openAwaited({
    decided: (rows) => decided.push(...rows),
    interrupted: (_, lost) => interrupted.push(lost?.position ?? 'all'),
  });
  return { awaited, decided, interrupted };
}

test('a row that two turns share is answered in two parts, and rows that nobody waits for are not told', () => {
  const { awaited, decided } = watched();
  awaited.expect(row(2), start);
  awaited.tell(
    turnOf([
      [1, 0],
      [2, 0],
    ]),
    cursorsAt(2, 1),
  );
  assert.ok(awaited.hasAny(), 'the rest of the row is still to come');
  awaited.tell(
    turnOf([
      [2, 1],
      [3, 0],
    ]),
    cursorsAt(4),
  );
  assert.deepEqual(decided, [
    { lane: 'interactive', position: 2, fromIndex: 0, answers: [answer('2:0')] },
    { lane: 'interactive', position: 2, fromIndex: 1, answers: [answer('2:1')] },
  ]);
  assert.ok(!awaited.hasAny());
});

test('whoever announces a row after it was taken is told that its answer is lost, and nobody else', () => {
  const { awaited, interrupted } = watched();
  awaited.expect(row(7), { position: 7, index: 0 });
  awaited.expect(row(5), { position: 7, index: 0 });
  awaited.expect(row(8), { position: 8, index: 3 });
  assert.deepEqual(interrupted, [5, 8]);
  awaited.interrupt();
  assert.deepEqual(interrupted, [5, 8, 'all']);
  assert.ok(!awaited.hasAny());
});
