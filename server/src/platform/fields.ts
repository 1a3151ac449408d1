import {
  type Lens,
  type MemberField,
  clearLens,
  editsOf,
  lensOf,
  maskOf,
  mayEdit,
  seeksOf,
  seesWhole,
} from '@shuke/contract';
import type { z } from 'zod';
import type { AnyEndpoint, Caller } from './http.ts';
import { Problem } from './problem.ts';

/** Through what a caller looks at members; `isOpened`: for a reason that was told. */
export const lensFor = ({ seesClear, fields }: Caller, isOpened = false): Lens =>
  seesClear ? clearLens : lensOf(fields, isOpened);

/** What the schemas of an endpoint say of members: what masks its answer, which fields its body writes, and by which it looks for somebody. */
export const marksOf = ({ answer, body, query }: AnyEndpoint) => ({
  mask: answer && maskOf(answer as z.ZodType),
  edits: body && editsOf(body as z.ZodType),
  seeks: { query: query && seeksOf(query as z.ZodType), body: body && seeksOf(body as z.ZodType) },
});

export type FieldMarks = ReturnType<typeof marksOf>;

/** What an endpoint is asked with, as its schemas read it. */
interface Sent {
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Here and nowhere else, so that no route can forget it: nobody writes a field that their role does not edit, or looks for somebody by one that it
 * hides. Answers the fields that are written.
 */
export function mustKeepToFields(
  caller: Caller,
  endpoint: AnyEndpoint,
  { mask, edits, seeks }: FieldMarks,
  { query, body }: Sent,
): readonly string[] {
  if (endpoint.reveals && !mask) mustSeeWhole(caller);
  // Most see and edit all there is to, and bodies may be long.
  if (!endpoint.approval && Object.keys(caller.fields).length === 0) return [];
  const written = edits?.(body) ?? [];
  mustEdit(caller, written);
  mustSee(caller, [...(seeks.query?.(query) ?? []), ...(seeks.body?.(body) ?? [])]);
  return written;
}

function mustEdit({ fields }: Caller, wanted: readonly string[]): void {
  const locked = wanted.filter((one) => !mayEdit(fields, one));
  if (locked.length > 0)
    throw new Problem(
      'field.locked',
      `Your role does not edit ${locked.join(', ')}: leave it out, or ask somebody whose role does. Nothing was changed.`,
      { faults: locked.map((field) => ({ field, message: 'is not edited by your role: leave it out' })) },
    );
}

/** A copy is handed over whole, or not at all. */
function mustSeeWhole(caller: Caller): void {
  if (!caller.seesClear && !seesWhole(caller.fields))
    throw new Problem(
      'field.hidden',
      'This has all that is known of somebody, and your role does not see every field: ask somebody whose role does, or leave it to them.',
    );
}

/** Whom a field that is hidden would find, it would tell. */
function mustSee(caller: Caller, wanted: readonly MemberField[]): void {
  const hidden = wanted.filter((one) => lensFor(caller).field(one) === 'hidden');
  if (hidden.length > 0)
    throw new Problem(
      'field.hidden',
      `Your role does not see ${hidden.join(', ')}, and so finds nobody by it: leave that filter out.`,
      { faults: hidden.map((field) => ({ field, message: 'is hidden from your role: leave it out' })) },
    );
}
