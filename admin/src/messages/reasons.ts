import type { ProblemReason, ReasonValues } from '@shuke/contract';
import type { Reasoned } from '../api/problem.ts';

/** A text for every reason the server can give, made of its values. */
export type ReasonTexts = { readonly [Reason in ProblemReason]: (values: ReasonValues<Reason>) => string };

/** Says a reason; undefined where the server gave none, or one that this admin does not know yet. */
export function reasonText(texts: ReasonTexts, { reason, values = {} }: Reasoned): string | undefined {
  if (reason === undefined || !Object.hasOwn(texts, reason)) return undefined;
  return (texts[reason] as (values: Readonly<Record<string, string | number>>) => string)(values);
}

/** A column of an order file as the mapping step calls it. */
export const columnName = (columns: Readonly<Record<string, string>>, column: string | number): string =>
  columns[column] ?? String(column);
