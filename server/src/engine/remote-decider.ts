import { performance } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';
import type { Clock } from '../platform/clock.ts';
import type { FromDecider, ThreadStatus, ToDecider } from './decider-messages.ts';
import type { Decider, DeciderEvents } from './decider.ts';
import type { Sink } from './sink.ts';

const BUSY = 0.75;
const LOOK_EVERY_MS = 20;

export interface RemoteDecider extends Decider {
  readonly sink: Pick<Sink, 'caughtUp' | 'waitingFacts' | 'isUp'>;
}

/** A decider, with its sink, in a thread of its own, so that no turn holds up a caller. Resolves when it has begun. */
export function connectDecider(
  worker: Worker,
  clock: Clock,
  events: DeciderEvents,
  { log, onRest, onFailure }: { log: (message: string) => void; onRest: () => void; onFailure: (error: Error) => void },
): Promise<RemoteDecider> {
  const started = Promise.withResolvers<RemoteDecider>();
  const ended = Promise.withResolvers<void>();
  const calls = new Map<number, (value: never) => void>();
  const busy = watchLoop();
  let lastCall = 0;
  let isStopping = false;
  let status: ThreadStatus | undefined;

  // The rule is about windows of a browser; a thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const tell = (message: ToDecider) => worker.postMessage(message);
  function call<T>(make: (call: number) => ToDecider): Promise<T> {
    return new Promise<T>((resolve) => {
      calls.set(++lastCall, resolve);
      tell(make(lastCall));
    });
  }

  worker.on('message', (message: FromDecider) => {
    switch (message.type) {
      case 'status':
        ({ status } = message);
        started.resolve(decider);
        return;
      case 'decided':
        return events.decided(message.rows);
      case 'interrupted':
        return events.interrupted(message.why, message.row);
      case 'answer':
        calls.get(message.call)?.(message.value as never);
        calls.delete(message.call);
        return;
      case 'log':
        return log(message.message);
      case 'rest':
        return onRest();
    }
  });
  worker.on('error', (error) => {
    started.reject(error);
    if (status) onFailure(error as Error);
  });
  worker.on('exit', (code) => {
    ended.resolve();
    started.reject(new Error(`the engine's thread ended with code ${code}`));
    if (status && !isStopping) onFailure(new Error(`the engine's thread ended with code ${code}`));
  });

  const decider: RemoteDecider = {
    appended({ lane, position, acceptedAt, inputs, json = JSON.stringify(inputs) }, isAwaited) {
      tell({ type: 'appended', lane, position, acceptedAt, json, isAwaited, isBusy: busy() });
    },
    settle: () => call((id) => ({ type: 'settle', call: id, now: clock.now() })),
    status: () => status!.engine,
    sink: {
      caughtUp: (factId, timeoutMs) => call((id) => ({ type: 'caughtUp', call: id, factId, timeoutMs })),
      waitingFacts: () => status!.sink.waitingFacts,
      isUp: () => status!.sink.isUp,
    },
    async stop() {
      isStopping = true;
      tell({ type: 'stop' });
      await ended.promise;
    },
  };
  return started.promise;
}

/** Whether this thread's event loop has hardly time left. */
function watchLoop(): () => boolean {
  let before = performance.eventLoopUtilization();
  let lookedAt = performance.now();
  let isBusy = false;
  return () => {
    if (performance.now() - lookedAt < LOOK_EVERY_MS) return isBusy;
    isBusy = performance.eventLoopUtilization(before).utilization >= BUSY;
    before = performance.eventLoopUtilization();
    lookedAt = performance.now();
    return isBusy;
  };
}
