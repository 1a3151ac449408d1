import type { MessagePort } from 'node:worker_threads';
import type { ManualClock } from '../platform/clock.ts';
import type { DeciderEvents, FromDecider, ThreadStatus, ToDecider } from './decider-port.ts';
import type { OwnDecider } from './decider.ts';
import type { Input, Lane } from './input.ts';
import type { Sink } from './sink.ts';

const STATUS_EVERY_MS = 500;

/** The side of a thread that decides: binds what it starts to the port of whoever started it. */
export function decidingThread(port: MessagePort) {
  const heard: Record<Lane, number> = { interactive: 0, bulk: 0 };
  let tellStatus = () => {};
  const tell = (message: FromDecider) => port.postMessage(message);
  const events: DeciderEvents = {
    decided: (rows) => tell({ type: 'decided', rows }),
    interrupted(why, row) {
      // Whoever asks again must already know who decides now.
      if (!row) tellStatus();
      tell({ type: 'interrupted', why, row });
    },
  };
  return {
    events,
    log: (message: string) => tell({ type: 'log', message }),
    rest: () => tell({ type: 'rest' }),
    /** Takes messages until it is told to stop. */
    serve(decider: OwnDecider, sink: Sink, clock: ManualClock | undefined, stop: () => Promise<void>): void {
      let told = '';
      tellStatus = () => {
        const status: ThreadStatus = {
          engine: decider.status(),
          sink: { isUp: sink.isUp(), waitingFacts: sink.waitingFacts() },
          heard: { ...heard },
        };
        const text = JSON.stringify(status);
        if (text !== told) tell({ type: 'status', status });
        told = text;
      };
      decider.onCommit(tellStatus);
      const timer = setInterval(tellStatus, STATUS_EVERY_MS);
      tellStatus();

      port.on('message', (message: ToDecider) => {
        switch (message.type) {
          case 'appended': {
            const { lane, position, acceptedAt, json, isAwaited } = message;
            const inputs = JSON.parse(json) as Input[];
            heard[lane] += inputs.length;
            decider.appended({ lane, position, acceptedAt, inputs }, isAwaited);
            return;
          }
          case 'settle':
            clock?.set(message.now);
            void decider.settle().then((value) => {
              tellStatus();
              tell({ type: 'answer', call: message.call, value });
            });
            return;
          case 'delivered':
            void sink.delivered(message.factId, message.timeoutMs).then((value) => {
              tellStatus();
              tell({ type: 'answer', call: message.call, value });
            });
            return;
          case 'stop':
            clearInterval(timer);
            void stop().finally(() => process.exit(0));
        }
      });
    },
  };
}
