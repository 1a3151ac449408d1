import type { AnyCollection, Collection } from './collection.ts';

/** Thrown when a decision reads a key that is not in memory yet: it is loaded and the decision taken again. No Error, as nobody reads its stack. */
export class Missing {
  readonly collection: AnyCollection;
  readonly key: string | number;
  constructor(of: AnyCollection, key: string | number) {
    this.collection = of;
    this.key = key;
  }
}

/** The store could not be read: the fault of no input, so that the whole turn is given up and taken again. */
export class LoadFailed extends Error {}

/** Where the world reads what it has not in memory: Postgres, or the memory of a simulation. */
export type Loader = (
  of: AnyCollection,
  keys: readonly (string | number)[],
) => Promise<Iterable<readonly [string | number, unknown]>>;

/** Changed values by slot of their collection. `undefined` values are known to be absent. */
export type Layer = Map<string | number, unknown>[];

export function putInLayer(layer: Layer, slot: number, key: string | number, value: unknown): void {
  const values = layer[slot];
  if (values) values.set(key, value);
  else layer[slot] = new Map([[key, value]]);
}

export function mergeLayer(into: Layer, from: Layer): void {
  from.forEach((values, slot) => {
    const target = into[slot];
    if (!target) into[slot] = new Map(values);
    else for (const [key, value] of values) target.set(key, value);
  });
}

interface Cache {
  young: Map<string | number, unknown>;
  old: Map<string | number, unknown>;
}

/**
 * What turns know. Committed values are cached in two generations (when the young one is full, the old one is dropped);
 * above them lie the layers of turns that are decided but not committed yet. Since there is one writer, the cache is the truth.
 */
export class World {
  readonly #load: Loader;
  #caches: Cache[] = [];
  /** Counts the times everything was forgotten. */
  #generation = 0;
  /** Oldest first: the turn being committed, then the turn being decided. */
  #layers: Layer[] = [];

  constructor(load: Loader) {
    this.#load = load;
  }

  /** The value, `undefined` where there is none; throws Missing where that is not known. */
  get<K extends string | number, V>(of: Collection<K, V>, key: K): V | undefined {
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const values = this.#layers[i]![of.slot];
      if (values?.has(key)) return values.get(key) as V | undefined;
    }
    const cache = this.#caches[of.slot];
    if (cache) {
      if (cache.young.has(key)) return cache.young.get(key) as V | undefined;
      if (cache.old.has(key)) {
        const value = cache.old.get(key);
        cache.young.set(key, value);
        return value as V | undefined;
      }
    }
    // oxlint-disable-next-line typescript/only-throw-error
    throw new Missing(of, key);
  }

  /** The same, loaded first where it is not known. */
  async loaded<K extends string | number, V>(of: Collection<K, V>, key: K): Promise<V | undefined> {
    while (!this.has(of, key)) await this.ensure(of, [key]);
    return this.get(of, key);
  }

  has(of: AnyCollection, key: string | number): boolean {
    if (this.#layers.some((layer) => layer[of.slot]?.has(key))) return true;
    const cache = this.#caches[of.slot];
    return cache !== undefined && (cache.young.has(key) || cache.old.has(key));
  }

  /** Brings keys into memory with one query for those that are not there. */
  async ensure(of: AnyCollection, keys: Iterable<string | number>): Promise<void> {
    const generation = this.#generation;
    const absent = [...new Set(keys)].filter((key) => !this.has(of, key));
    if (absent.length === 0) return;
    const found = new Map(
      await this.#load(of, absent).catch((error: unknown) => {
        throw new LoadFailed(`${of.name} could not be read`, { cause: error });
      }),
    );
    // A read that began before everything was forgotten may be older than what has been committed since.
    if (generation !== this.#generation) return;
    const cache = this.#cache(of.slot);
    for (const key of absent) cache.young.set(key, found.get(key));
  }

  pushLayer(layer: Layer): void {
    this.#layers.push(layer);
  }

  /** The turn is committed: its values are the truth now. */
  settle(layer: Layer): void {
    this.#layers = this.#layers.filter((other) => other !== layer);
    layer.forEach((values, slot) => {
      const cache = this.#cache(slot);
      for (const [key, value] of values) cache.young.set(key, value);
    });
  }

  /** A turn failed: nothing that it or a later one decided holds, and nothing cached is trusted. */
  forget(): void {
    this.#generation++;
    this.#layers = [];
    this.#caches = [];
  }

  /** Keeps each collection within its bound; called between turns. */
  trim(collections: readonly AnyCollection[]): void {
    for (const of of collections) {
      const cache = this.#caches[of.slot];
      if (!cache || cache.young.size <= of.keep) continue;
      cache.old = of.keep === 0 ? new Map() : cache.young;
      cache.young = new Map();
    }
  }

  #cache(slot: number): Cache {
    return (this.#caches[slot] ??= { young: new Map(), old: new Map() });
  }
}
