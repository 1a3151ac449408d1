import type { KeyRing } from '../platform/crypto/index.ts';
import type { Source } from '../platform/database.ts';
import type { Statement } from '../platform/postgres.ts';
import type { PersonalChange } from './audit.ts';

/**
 * State that turns read and write, by key. Values are immutable: a decision puts a new value in the place of the old one.
 * `load` answers what it finds (absent keys are simply missing); `save` gives one statement per table. Personal data is sealed with
 * the ring on its way out.
 */
export interface Collection<K extends string | number, V> {
  readonly name: string;
  /** How many values stay in memory between turns. 0: forgotten after the commit. */
  readonly keep: number;
  readonly slot: number;
  load(db: Source, keys: readonly K[]): Promise<Iterable<readonly [K, V]>>;
  save(changed: readonly (readonly [K, V])[], ring: KeyRing): readonly Statement[];
  /** What the audit trail tells of a change; without it, nothing. */
  audited?(key: K, before: V | undefined, after: V): readonly PersonalChange[];
}

/** Rows that turns only add. */
export interface Journal<Row> {
  readonly name: string;
  readonly slot: number;
  save(rows: readonly Row[], ring: KeyRing): readonly Statement[];
}

// Slots let a turn find a collection's layer by array index; they never leave the process.
let slots = 0;

export function collection<K extends string | number, V>(spec: Omit<Collection<K, V>, 'slot'>): Collection<K, V> {
  return { ...spec, slot: slots++ };
}

export function journal<Row>(spec: Omit<Journal<Row>, 'slot'>): Journal<Row> {
  return { ...spec, slot: slots++ };
}

// Variance makes a Collection<string, X> no Collection<string | number, unknown>; lists of mixed ones need these.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyCollection = Collection<any, any>;
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyJournal = Journal<any>;
