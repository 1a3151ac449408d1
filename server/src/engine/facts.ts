/**
 * The facts that modules decide, by kind. A module adds its own by declaration merging, as with `Inputs`.
 */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Facts {}

export type FactKind = keyof Facts & string;

/** Something that was decided. `subject` is the member it is about; 0 is the shop itself. */
export interface Fact<Body = unknown> {
  readonly id: number;
  readonly subject: number;
  readonly kind: string;
  /** When it happened in the world, epoch milliseconds. */
  readonly at: number;
  readonly isHistory: boolean;
  /** What set it off: `lane:position:index`, or `timer:subject:kind:key@due`. */
  readonly cause: string;
  readonly body: Body;
}
