import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { rowsOf } from '../platform/postgres.ts';
import type { Sink } from './sink.ts';

const POLL_MS = 50;

/** The sink as a process sees it in which it does not run: what it delivered is told by its row. */
export function watchSink(pool: pg.Pool): Pick<Sink, 'delivered' | 'waitingFacts' | 'isUp'> {
  let waiting = 0;
  let isUp = true;

  async function look(): Promise<{ latest: number; delivered: number }> {
    const [row] = await rowsOf<{ latest: string; delivered: string }>(
      pool,
      `select coalesce((select max(id) from engine.fact), 0) as latest, (select greatest(position - 1, 0) from engine.sink where name = 'analytics') as delivered`,
    );
    const [latest, delivered] = [Number(row!.latest), Number(row!.delivered)];
    waiting = Math.max(0, latest - delivered);
    return { latest, delivered };
  }

  return {
    async delivered(_factId, timeoutMs) {
      const { latest, delivered } = await look();
      let through = delivered;
      for (let waitedMs = 0; through < latest && waitedMs < timeoutMs; waitedMs += POLL_MS) {
        await sleep(POLL_MS);
        through = (await look()).delivered;
      }
      isUp = through >= latest;
      return { through, isAll: isUp };
    },
    waitingFacts: () => waiting,
    isUp: () => isUp,
  };
}
