import type { ApprovalKind, Permission, ProblemBody } from '@shuke/contract';

/** Interactive inputs (tills, sign-ups) are decided before bulk ones (imports, backfills). */
export type Lane = 'interactive' | 'bulk';

/**
 * The inputs that modules understand, by kind. A module adds its own:
 * `declare module '../../engine/input.ts' { interface Inputs { 'order.record': OrderBody } }`.
 */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Inputs {}

export type InputKind = keyof Inputs & string;

/** An idempotency key, scoped to caller and route, with the hash of what was asked under it; empty where none was given. */
export interface Keyed {
  readonly key?: string;
  readonly hash?: string;
}

/** Who asked, and from which address: what the audit trail tells. */
export interface Actor {
  /** `staff:1`, `key:1017`. */
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** Which rule of approval the call falls under, and what it asks of its caller; absent where it is carried out at once always. */
  readonly approval?: {
    readonly kind: ApprovalKind;
    readonly permission: Permission;
    /** The fields of members that it writes; absent of what was asked before roles told them apart. */
    readonly fields?: readonly string[];
  };
}

/** Something that happened or is asked for, to be decided in a turn. */
export interface Input extends Keyed {
  readonly kind: string;
  readonly body: unknown;
  /** Past business is decided as of its own time (`at`), its facts are marked, and it sends nothing. */
  readonly history?: true;
  /** When it happened, epoch milliseconds. Decides `now` only for history. */
  readonly at?: number;
  /** When the file was taken that it is from, epoch milliseconds, where that was before it was accepted. */
  readonly askedAt?: number;
  /** Nobody waits to be told that its key was used before with another body: it is set aside for staff. */
  readonly setsConflictAside?: true;
  /** It was set aside before, under this id: where that is all it comes to again, nothing more is kept of it. */
  readonly again?: number;
  /** Under which the same may have been asked before, where its key is not the caller's and another by now. */
  readonly formerKeys?: readonly string[];
  /** Named where the audit trail is to tell of it. */
  readonly by?: Actor;
}

/** Typed construction of an input. */
export function input<K extends InputKind>(kind: K, body: Inputs[K], more: Omit<Input, 'kind' | 'body'> = {}): Input {
  return { kind, body, ...more };
}

/** An input in the log: where it stands and when it was accepted. */
export interface LoggedInput {
  readonly input: Input;
  readonly lane: Lane;
  readonly position: number;
  readonly index: number;
  readonly acceptedAt: number;
}

/** What a caller is told after the commit. */
export type Answer =
  | { readonly status: 'ok'; readonly body: unknown }
  /** Not decided: kept under this id until others have approved it. */
  | { readonly status: 'deferred'; readonly id: string }
  | { readonly status: 'refused'; readonly problem: ProblemBody; readonly retryAfterSeconds?: number };
