import type { RetentionClass } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { underLock } from '../../platform/postgres.ts';
import { type Dropped, readRetention } from './retention.ts';

/** Drops what is older than an instant, and resolves with how much went, or with more to report. */
export type Drop = (before: Date) => Promise<number | Dropped>;

export interface Retainer {
  /** Carries all rules out now (tests). */
  run(): Promise<void>;
  stop(): Promise<void>;
}

const LOOK_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Any constant that no other lock of the database uses. */
const RETAINING_LOCK = 7_080_013;

/** Carries the rules of retention out once a day, in one process of those on this database. */
export function startRetainer(
  pool: Database,
  drops: Readonly<Record<RetentionClass, Drop>>,
  { now, log }: { now: () => number; log: (message: string) => void },
): Retainer {
  let working: Promise<void> = Promise.resolve();
  const look = (isDue: (ranAt: string | null) => boolean) => {
    working = working
      .then(() => retain(pool, drops, now(), isDue))
      .catch((error: Error) => log(`retention goes on with the next hour: ${error.message}`));
    return working;
  };
  const daily = () => void look((ranAt) => ranAt === null || now() - Date.parse(ranAt) >= DAY_MS);
  const timer = setInterval(daily, LOOK_MS).unref();
  daily();
  return {
    run: () => look(() => true),
    async stop() {
      clearInterval(timer);
      await working;
    },
  };
}

async function retain(
  pool: Database,
  drops: Readonly<Record<RetentionClass, Drop>>,
  now: number,
  isDue: (ranAt: string | null) => boolean,
): Promise<void> {
  await underLock(pool, RETAINING_LOCK, async (client) => {
    for (const { class: name, days, ranAt } of await readRetention(client)) {
      if (days === null || !isDue(ranAt)) continue;
      const came = await drops[name](new Date(now - days * DAY_MS));
      const { dropped, kept, waitsFor } = typeof came === 'number' ? { dropped: came, kept: [], waitsFor: null } : came;
      // What could not begin is tried again with the next look, and what the last run came to stays.
      await client.query(
        `insert into privacy.retention as r (class, days, ran_at, dropped, kept, waits_for) values ($1, $2, $3, $4, $5, $6)
         on conflict (class) do update set waits_for = excluded.waits_for, ran_at = coalesce(excluded.ran_at, r.ran_at),
           dropped = case when excluded.ran_at is null then r.dropped else excluded.dropped end,
           kept = case when excluded.ran_at is null then r.kept else excluded.kept end`,
        [name, days, waitsFor === null ? new Date(now) : null, dropped, JSON.stringify(kept), waitsFor],
      );
    }
  });
}
