import type { BehaviourInput } from './behaviour.ts';
import type { OrderInput, RefundInput } from './orders.ts';
import type { MemberBody } from './person.ts';

export interface DemoOptions {
  /** Equal seeds (and other options) give equal shops. */
  readonly seed: number;
  /** Members to have joined by the end, at most 6,000,000. */
  readonly members: number;
  /** Length of the history in months, at most 36. */
  readonly months: number;
  /** The history ends with the day before this instant, in China Standard Time. */
  readonly now: Date;
  /** Upper bound of inputs, 300,000 unless given. Behaviour gives way first; orders and members never do. */
  readonly inputs?: number;
}

export type DemoInput =
  | { readonly at: number; readonly kind: 'member'; readonly body: MemberBody }
  | { readonly at: number; readonly kind: 'order'; readonly body: OrderInput }
  | {
      readonly at: number;
      readonly kind: 'refund';
      readonly number: string;
      readonly channel: string;
      readonly body: RefundInput;
    }
  | { readonly at: number; readonly kind: 'event'; readonly body: BehaviourInput };
