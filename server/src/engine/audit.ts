import type { SubjectKey } from '../platform/crypto/index.ts';
import type { AnyCollection } from './collection.ts';
import type { Actor } from './input.ts';
import type { Scope } from './scope.ts';

/** One field of one thing, before and after: `member:10001`, `name`. Null where there was, or is, nothing. */
export interface Change {
  readonly object: string;
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A change of somebody's own data, with the key that it is to be sealed with. */
export interface PersonalChange extends Change {
  readonly key?: SubjectKey;
}

/** What somebody asked for and what it changed, handed to the module that keeps the audit trail. */
export interface Audited {
  readonly kind: string;
  readonly body: unknown;
  readonly by: Actor;
  readonly changes: readonly PersonalChange[];
}

/** The fields that differ, of all that either value has or of those named. */
export function fieldChanges<V extends object>(
  object: string,
  before: V | undefined,
  after: V | undefined,
  fields: readonly (keyof V & string)[],
): Change[] {
  return fields.flatMap((field) => {
    const [was, is] = [before?.[field] ?? null, after?.[field] ?? null];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ object, field, before: was, after: is }];
  });
}

/** What a scope changed in the collections that tell of it. */
export function changesOf(scope: Scope, collections: readonly AnyCollection[]): PersonalChange[] {
  return collections.flatMap((of) =>
    of.audited
      ? [...(scope.layer[of.slot] ?? [])].flatMap(([key, after]) =>
          after === undefined ? [] : of.audited!(key, scope.below(of, key), after),
        )
      : [],
  );
}
