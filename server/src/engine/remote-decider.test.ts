import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { manualClock } from '../platform/clock.ts';
import type { FromDecider, ThreadStatus, ToDecider } from './decider-port.ts';
import type { Lane } from './input.ts';
import { connectDecider } from './remote-decider.ts';

/** A thread as the main one sees it: messages in, messages out. */
class Thread extends EventEmitter {
  readonly told: ToDecider[] = [];
  postMessage(message: ToDecider): void {
    this.told.push(message);
  }
  tell(message: FromDecider): void {
    this.emit('message', message);
  }
}

function statusOf(waiting: number, heard: Record<Lane, number>): ThreadStatus {
  const none = { appended: 0, decided: 0, waiting: 0 };
  return {
    engine: {
      isRunning: true,
      isFollowing: false,
      turn: 1,
      now: 0,
      setAside: 0,
      turnSeconds: 0,
      factId: 0,
      lanes: { interactive: none, bulk: { appended: waiting, decided: 0, waiting } },
      oldestWaitingAt: undefined,
    },
    sink: { isUp: true, waitingFacts: 0 },
    heard,
  };
}

test('what a thread has not yet heard of counts as waiting, so that one that is stuck is not sent more for ever', async () => {
  const thread = new Thread();
  const connecting = connectDecider(
    thread as unknown as Worker,
    manualClock(0),
    { decided: () => {}, interrupted: () => {} },
    { log: () => {}, onRest: () => {}, onFailure: assert.fail },
  );
  thread.tell({ type: 'status', status: statusOf(0, { interactive: 0, bulk: 0 }) });
  const decider = await connecting;
  const inputs = [1, 2, 3].map((n) => ({ kind: 'x', body: n }));
  decider.appended({ lane: 'bulk', position: 1, acceptedAt: 0, inputs }, false);
  decider.appended({ lane: 'bulk', position: 2, acceptedAt: 0, inputs }, false);
  assert.equal(decider.status().lanes.bulk.waiting, 6);
  thread.tell({ type: 'status', status: statusOf(3, { interactive: 0, bulk: 3 }) });
  assert.equal(decider.status().lanes.bulk.waiting, 6);
  thread.tell({ type: 'status', status: statusOf(0, { interactive: 0, bulk: 6 }) });
  assert.equal(decider.status().lanes.bulk.waiting, 0);
  assert.equal(decider.status().lanes.interactive.waiting, 0);
});
