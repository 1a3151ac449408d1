import type { z } from 'zod';
import type { ApprovalKind } from './approval-kinds.ts';
import type { Permission } from './permission.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * One endpoint of the API. The server's handler, the admin's client and the OpenAPI document all derive from it.
 * `body` is absent for reads; `upload` marks a body that is a file (multipart or raw bytes), which Zod does not see.
 */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** Path with `{name}` placeholders, as in OpenAPI. */
  readonly path: string;
  readonly permission: Permission;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly upload?: true;
  /** Absent where the answer is not JSON (files, metrics). */
  readonly answer?: Answer;
  /** Status of a good answer; 200 unless told. */
  readonly status?: number;
  /**
   * Which rule of approval a write falls under; null where it is carried out at once always. Where the shop's rule asks for
   * it, the call answers 202 with `deferred`, and its inputs are kept until they are approved.
   */
  readonly approval?: ApprovalKind | null;
  /**
   * How it keeps to the stores of a caller who is limited to some. `member`, `order`: the id in its path has to be one of
   * theirs. `filtered`: what answers it leaves out all others, and takes nothing of them. `free`: nothing in it belongs to a store. Where it is absent,
   * such a caller is refused; what is public or about oneself needs none.
   */
  readonly stores?: 'member' | 'order' | 'filtered' | 'free';
  /** Answers in clear, as far as the role reveals, also who sees personal data masked: for a permission of its own, and told to the trail. */
  readonly reveals?: true;
}

/** Each write says whether it can be put under approval; a read never can. */
type SaysApproval =
  | { readonly method: 'GET'; readonly approval?: never }
  | { readonly method: Exclude<Method, 'GET'>; readonly approval: ApprovalKind | null };

export function endpoint<
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Answer extends z.ZodType = z.ZodUndefined,
>(definition: Endpoint<Params, Query, Body, Answer> & SaysApproval): Endpoint<Params, Query, Body, Answer> {
  return definition;
}

export type ParamsOf<E> = E extends Endpoint<infer P, z.ZodType, z.ZodType, z.ZodType> ? z.output<P> : never;
export type QueryOf<E> = E extends Endpoint<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;
export type QueryInput<E> = E extends Endpoint<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.input<Q> : never;
export type BodyOf<E> = E extends Endpoint<z.ZodType, z.ZodType, infer B, z.ZodType> ? z.output<B> : never;
export type BodyInput<E> = E extends Endpoint<z.ZodType, z.ZodType, infer B, z.ZodType> ? z.input<B> : never;
export type AnswerOf<E> = E extends Endpoint<z.ZodType, z.ZodType, z.ZodType, infer A> ? z.output<A> : never;
