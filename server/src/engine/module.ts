import type { Audited } from './audit.ts';
import type { AnyCollection, AnyJournal, Collection } from './collection.ts';
import type { Fact, FactKind, Facts } from './facts.ts';
import type { Actor, InputKind, Inputs, Keyed } from './input.ts';
import type { Scope } from './scope.ts';

/** What a decision may read without changing anything. */
export interface Reader {
  get<K extends string | number, V>(of: Collection<K, V>, key: K): V | undefined;
}

/** A key that an input reads and that is known from the input alone, so that a turn can load all of them at once. */
export type Need = readonly [AnyCollection, string | number];

export interface InputHandler<Body> {
  needs?(body: Body): Iterable<Need>;
  /** Whose input it is; undefined where nobody is known yet. The subject's due timers fire before it. */
  subject?(read: Reader, body: Body): number | undefined;
  /** Of the collections that modules keep per subject, those it reads, where that is not all: what else it asks for is loaded when it does. */
  readonly reads?: readonly AnyCollection[];
  /** Further keys that can be told once the first ones are loaded. */
  needsThen?(read: Reader, body: Body): Iterable<Need>;
  /** Pure: reads and changes the scope, emits facts, throws a Problem to refuse. Returns the answer's body, or a function that composes it after all facts were followed. */
  decide(scope: Scope, body: Body): unknown;
  /** How much it moves (points, people), for rules that ask for approval from some size on; 1 unless told. 0 never asks. */
  weigh?(read: Reader, body: Body): number;
}

/** An input that names who asked, before it is decided. */
export interface Asked extends Keyed {
  readonly kind: string;
  readonly body: unknown;
  readonly by: Actor;
  /** Whose input it is, where that is known. */
  readonly subject: number | undefined;
  weigh(): number;
}

/**
 * A module's part in the turn. `inputs` decides the commands, events and timers it owns, `on` follows facts of any module
 * in the same scope. `perSubject` names the collections keyed by member that almost every input of the member reads.
 */
export interface TurnModule {
  readonly name: string;
  readonly collections: readonly AnyCollection[];
  readonly journals?: readonly AnyJournal[];
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly perSubject?: readonly Collection<number, any>[];
  readonly inputs: { readonly [K in InputKind]?: InputHandler<Inputs[K]> };
  /** Sees every input that names who asked, when it has succeeded, in its scope. One module keeps the audit trail. */
  audit?(scope: Scope, audited: Audited): void;
  /** Keeps an input until it is approved instead of letting it be decided, and tells under which id. One module does. */
  defer?(scope: Scope, asked: Asked): string | undefined;
  readonly on?: { readonly [K in FactKind]?: (scope: Scope, fact: Fact<Facts[K]>) => void };
}

export function turnModule(definition: TurnModule): TurnModule {
  return definition;
}
