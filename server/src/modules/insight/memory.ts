import type { Analytics } from './analytics.ts';

/** The latest fact that ClickHouse holds with everything derived from it; figures include all facts up to there. */
export interface Head {
  readonly id: number;
  /** When it was recorded. */
  readonly at: string | null;
}

/** While a range arrives its facts can be seen sooner than what is derived from them: only what is delivered counts. */
export async function readHead(analytics: Analytics, deliveredThrough: number): Promise<Head> {
  const [row] = await analytics.rows<{ id: number; at: number }>(
    'select id, toUnixTimestamp64Milli(recorded_at) as at from fact where id <= {through:UInt64} order by id desc limit 1',
    { through: deliveredThrough },
  );
  return row ? { id: row.id, at: new Date(row.at).toISOString() } : { id: 0, at: null };
}

interface Entry {
  /** Includes all facts up to this one. */
  head: Head;
  readonly value: Promise<unknown>;
  /** Until then it is good enough, and until `staleUntil` while a newer one is computed. */
  freshUntil: number;
  staleUntil: number;
  isRenewed: boolean;
}

export interface Recalled<T> {
  readonly value: T;
  /** The latest fact it includes. */
  readonly head: Head;
}

/**
 * Remembers figures that look back from an instant. They change only with facts from before that instant, so a closed period
 * is computed once, and an open one once for each head.
 */
export interface Memory {
  recall<T>(head: Head, key: string, until: number, compute: () => Promise<T>): Promise<Recalled<T>>;
}

const ENTRIES_LIMIT = 300;

// Where there are many millions of facts, new ones come all the time and a figure takes long: what took 0.2 s is good for 2 s,
// and then nobody waits for the next.
const LARGE_FACT_ID = 5_000_000;
const REUSE_FACTOR = 10;
const LONGEST_REUSE_MS = 5000;
const LONGEST_STALE_MS = 15_000;

export function openMemory(analytics: Analytics): Memory {
  const entries = new Map<string, Entry>();
  let earliest: { after: number; head: number; at: Promise<number> } | undefined;

  function earliestSince(after: number, head: number): Promise<number> {
    if (earliest?.after !== after || earliest.head !== head) {
      const asked = { after, head, at: readEarliest(analytics, after) };
      earliest = asked;
      asked.at.catch(() => (earliest = earliest === asked ? undefined : earliest));
    }
    return earliest.at;
  }

  async function isValid(entry: Entry, head: Head, until: number): Promise<boolean> {
    if (entry.head.id === head.id) return true;
    // The store was filled anew and has not come as far as it was.
    if (entry.head.id > head.id) return false;
    if (performance.now() < entry.freshUntil) return true;
    if ((await earliestSince(entry.head.id, head.id)) < until) return false;
    entry.head = head;
    return true;
  }

  function compute<T>(head: Head, work: () => Promise<T>): Entry {
    const startedAt = performance.now();
    const entry: Entry = { head, value: work(), freshUntil: 0, staleUntil: 0, isRenewed: false };
    entry.value.then(
      () => {
        if (head.id <= LARGE_FACT_ID) return;
        const endedAt = performance.now();
        entry.freshUntil = endedAt + Math.min(LONGEST_REUSE_MS, (endedAt - startedAt) * REUSE_FACTOR);
        entry.staleUntil = endedAt + LONGEST_STALE_MS;
      },
      () => {},
    );
    return entry;
  }

  /** Computes anew in the background; until then the old entry serves. */
  function renew<T>(key: string, entry: Entry, head: Head, work: () => Promise<T>): void {
    if (entry.isRenewed) return;
    entry.isRenewed = true;
    const next = compute(head, work);
    next.value.then(
      () => keep(key, next),
      () => (entry.isRenewed = false),
    );
  }

  function keep(key: string, entry: Entry): void {
    entries.delete(key);
    entries.set(key, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= ENTRIES_LIMIT) break;
      entries.delete(oldest);
    }
    entry.value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
  }

  return {
    async recall<T>(head: Head, key: string, until: number, work: () => Promise<T>): Promise<Recalled<T>> {
      let entry = entries.get(key);
      if (entry && !(await isValid(entry, head, until))) {
        // Another call may have begun the same while this one asked.
        const meanwhile = entries.get(key);
        if (meanwhile !== entry && meanwhile?.head.id === head.id) entry = meanwhile;
        else if (entry.head.id < head.id && performance.now() < entry.staleUntil) renew(key, entry, head, work);
        else entry = undefined;
      }
      if (!entry) keep(key, (entry = compute(head, work)));
      return { value: (await entry.value) as T, head: entry.head };
    },
  };
}

/** When the earliest thing happened that was recorded after a fact; infinity when nothing was. */
async function readEarliest(analytics: Analytics, after: number): Promise<number> {
  const [row] = await analytics.rows<{ n: number; at: number }>(
    'select count() as n, toUnixTimestamp64Milli(min(fact.at)) as at from fact where id > {after:UInt64}',
    { after },
  );
  return row && row.n > 0 ? row.at : Number.POSITIVE_INFINITY;
}
