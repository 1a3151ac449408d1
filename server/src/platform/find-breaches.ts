import { type Queryable, rowsOf } from './postgres.ts';

/** Something in the database that must always hold, as a query for the rows that breach it. */
export interface Invariant {
  /** A sentence that is true while the query answers no row. */
  readonly rule: string;
  /** Answers rows `(subject, detail)`. */
  readonly breaches: string;
  readonly values?: readonly unknown[];
}

/** A breach of an invariant: which rule, what row, and what is wrong with it. */
export interface Breach {
  readonly rule: string;
  readonly subject: string;
  readonly detail: string;
}

const BREACHES_SHOWN_LIMIT = 20;

/** The breaches of each invariant, at most 20 of one kind. */
export async function findBreaches(db: Queryable, invariants: readonly Invariant[]): Promise<Breach[]> {
  const found: Breach[] = [];
  for (const { rule, breaches, values } of invariants) {
    const rows = await rowsOf<{ subject: string; detail: string }>(
      db,
      `select subject::text as subject, detail::text as detail from (${breaches}) as breach (subject, detail) limit ${BREACHES_SHOWN_LIMIT}`,
      values,
    );
    for (const { subject, detail } of rows) found.push({ rule, subject, detail });
  }
  return found;
}
