import type { Worker } from 'node:worker_threads';
import type { Clock } from '../platform/clock.ts';
import type { Decider, DeciderEvents, EngineStatus, FromDecider, ThreadStatus, ToDecider } from './decider-port.ts';
import type { Lane } from './input.ts';
import type { LaneCount } from './lanes.ts';
import type { Sink } from './sink.ts';

export interface RemoteDecider extends Decider {
  readonly sink: Pick<Sink, 'delivered' | 'waitingFacts' | 'isUp'>;
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
  /** Inputs per lane that the thread has been told of. */
  const sent: Record<Lane, number> = { interactive: 0, bulk: 0 };
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
      sent[lane] += inputs.length;
      tell({ type: 'appended', lane, position, acceptedAt, json, isAwaited });
    },
    settle: () => call((id) => ({ type: 'settle', call: id, now: clock.now() })),
    // What the thread has not yet heard of waits too, be the thread stuck.
    status: () => withUnheard(status!, sent),
    sink: {
      delivered: (factId, timeoutMs) => call((id) => ({ type: 'delivered', call: id, factId, timeoutMs })),
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

function withUnheard({ engine, heard }: ThreadStatus, sent: Readonly<Record<Lane, number>>): EngineStatus {
  const withMore = (lane: Lane): LaneCount => {
    const { appended, decided, waiting } = engine.lanes[lane];
    const unheard = sent[lane] - heard[lane];
    return { appended: appended + unheard, decided, waiting: waiting + unheard };
  };
  return { ...engine, lanes: { interactive: withMore('interactive'), bulk: withMore('bulk') } };
}
