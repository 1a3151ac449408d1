import assert from 'node:assert';
import type { PersonalChange } from './audit.ts';
import type { Collection, Journal } from './collection.ts';
import { counters } from './counters.ts';
import type { Fact, FactKind, Facts, Personal } from './facts.ts';
import type { InputKind, Inputs } from './input.ts';
import type { Reader } from './module.ts';
import { type Timer, subjectTimers, timers, withTimer, withoutTimer } from './timers.ts';
import { type Layer, mergeLayer, putInLayer } from './world.ts';

export type { Timer } from './timers.ts';

/** A follow-up for another subject, decided right after the input that caused it. */
export interface FollowUp {
  readonly kind: string;
  readonly body: unknown;
  readonly cause: string;
}

/** How inputs are decided: what a scope needs to decide one over another. */
export interface Deciding {
  decide(scope: Scope, kind: string, body: unknown): unknown;
  changes(scope: Scope): PersonalChange[];
}

/** What an input would do, decided over a scope that nothing of it has reached yet. */
export interface Imagined {
  readonly answer: unknown;
  readonly changes: readonly PersonalChange[];
  /** It would leave everything as it is. */
  readonly isIdle: boolean;
  /** Whether an id would be given out by it: another look may give another one. */
  isNew(id: number): boolean;
  /** Makes it part of the scope. To be called before the scope takes ids or states facts of its own. */
  keep(): void;
}

const madeKey = ({ slot }: { readonly slot: number }, key: string | number) => `${slot} ${key}`;

/** What a scope is about: when, why, and with which ids. */
export interface ScopeFrame {
  /** Epoch milliseconds. The only clock a decision sees. */
  readonly now: number;
  readonly cause: string;
  readonly isHistory: boolean;
  /** The instant of the turn itself; differs from `now` for history and late timers. */
  readonly turnNow: number;
  readonly nextId: number;
  /** A timer set this off. */
  readonly isTimer: boolean;
  readonly toldAt: number;
  readonly deciding: Deciding;
}

/**
 * The staged world of one input: what it reads comes from below, what it changes stays here
 * until the input has succeeded as a whole.
 */
export class Scope implements Reader {
  readonly now: number;
  readonly cause: string;
  readonly isHistory: boolean;
  /**
   * When what waits in the bulk lane was accepted, or the file that it is from: alone it is decided after what was accepted later.
   * Infinity for all else.
   */
  readonly toldAt: number;
  readonly layer: Layer = [];
  readonly journals: unknown[][] = [];
  readonly facts: Fact[] = [];
  readonly followUps: FollowUp[] = [];
  readonly made = new Set<string>();
  /** What modules add to the answer of the input, by name. */
  readonly replies: Record<string, unknown> = {};
  /** So many of the facts were followed. */
  followed = 0;
  nextId: number;
  readonly #world: Reader;
  readonly #frame: ScopeFrame;
  readonly #turnNow: number;
  readonly #isTimer: boolean;

  constructor(world: Reader, frame: ScopeFrame) {
    this.#world = world;
    this.#frame = frame;
    this.now = frame.now;
    this.cause = frame.cause;
    this.isHistory = frame.isHistory;
    this.toldAt = frame.toldAt;
    this.#turnNow = frame.turnNow;
    this.#isTimer = frame.isTimer;
    this.nextId = frame.nextId;
  }

  get<K extends string | number, V>(of: Collection<K, V>, key: K): V | undefined {
    const values = this.layer[of.slot];
    if (values?.has(key)) return values.get(key) as V | undefined;
    return this.#world.get(of, key);
  }

  /** What was there before this input. */
  below<K extends string | number, V>(of: Collection<K, V>, key: K): V | undefined {
    return this.made.has(madeKey(of, key)) ? undefined : this.#world.get(of, key);
  }

  /** Sets what was never there under a new id, so that nobody looks for what was there before. */
  make<V>(of: Collection<number, V>, id: number, value: V): void {
    this.made.add(madeKey(of, id));
    this.set(of, id, value);
  }

  set<K extends string | number, V>(of: Collection<K, V>, key: K, value: V): void {
    putInLayer(this.layer, of.slot, key, value);
  }

  /** Adds a row that is never changed. */
  add<Row>(to: Journal<Row>, row: Row): void {
    (this.journals[to.slot] ??= []).push(row);
  }

  /** An id no other row or fact has; ids ascend in the order of decisions. */
  newId(): number {
    return this.nextId++;
  }

  /** States a fact about a subject. Modules that follow its kind decide in this same scope. `at` defaults to now. What is `personal` rests sealed, apart from the body. */
  emit<K extends FactKind>(kind: K, subject: number, body: Facts[K], at = this.now, personal?: Personal): number {
    const id = this.newId();
    this.facts.push({ id, subject, kind, at, isHistory: this.isHistory, cause: this.cause, body, personal });
    return id;
  }

  /** Adds a part to the answer of the input being decided, such as the points an order earned. */
  reply(part: string, value: unknown): void {
    this.replies[part] = value;
  }

  /** Asks something of another subject: decided in a scope of its own, right after this one. */
  send<K extends InputKind>(kind: K, body: Inputs[K]): void {
    this.followUps.push({ kind, body, cause: this.cause });
  }

  /** What another input would do, decided over this scope in one of its own, as of the same instant. Throws its refusal. */
  imagine(kind: string, body: unknown): Imagined {
    const { deciding } = this.#frame;
    const first = this.nextId;
    const inner = new Scope(this, { ...this.#frame, nextId: first });
    const answer = deciding.decide(inner, kind, body);
    return {
      answer,
      changes: deciding.changes(inner),
      isIdle: [inner.layer, inner.journals, inner.facts, inner.followUps].every((part) => part.length === 0),
      isNew: (id) => id >= first && id < inner.nextId,
      keep: () => {
        assert(this.nextId === first && this.followed === this.facts.length, 'kept before anything else is decided');
        mergeLayer(this.layer, inner.layer);
        inner.journals.forEach((rows, slot) => (this.journals[slot] ??= []).push(...rows));
        this.facts.push(...inner.facts);
        this.followed = this.facts.length;
        this.followUps.push(...inner.followUps);
        for (const key of inner.made) this.made.add(key);
        this.nextId = inner.nextId;
      },
    };
  }

  /** Sets, or moves, the timer that (kind, key) names for this subject. It fires as of exactly `dueAt`; the body must follow from (key, dueAt). */
  setTimer<K extends InputKind>(subject: number, kind: K, key: string, dueAt: number, body: Inputs[K]): void {
    assert(Number.isSafeInteger(dueAt), 'a timer is due at a whole millisecond');
    // Otherwise timers that set each other would fire for ever at one instant.
    assert(!this.#isTimer || dueAt > this.now, 'what a timer sets off may set timers only for later instants');
    const own: readonly Timer[] = this.get(timers, subject)?.list ?? [];
    if (own.some((timer) => timer.kind === kind && timer.key === key && timer.dueAt === dueAt)) return;
    this.set(timers, subject, subjectTimers(withTimer(own, { kind, key, dueAt, body }), this.isHistory, this.#turnNow));
  }

  clearTimer(subject: number, kind: InputKind, key: string): void {
    const own = this.get(timers, subject);
    if (!own?.list.some((timer) => timer.kind === kind && timer.key === key)) return;
    this.set(timers, subject, subjectTimers(withoutTimer(own.list, kind, key), own.isHeld, this.#turnNow));
  }

  /** How much of a shared quantity is taken. */
  taken(counter: string): number {
    return this.get(counters, counter) ?? 0;
  }

  /**
   * Takes `n` of a shared quantity (budget, stock, uses of a code) unless that would pass `limit`.
   * A negative `n` gives back. This is the only way a shared quantity changes.
   */
  take(counter: string, n: number, limit = Number.MAX_SAFE_INTEGER): boolean {
    const next = this.taken(counter) + n;
    if (next > limit || next < 0) return false;
    this.set(counters, counter, next);
    return true;
  }
}
