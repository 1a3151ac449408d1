import { Problem } from './problem.ts';

/** A cursor is where the last page ended: opaque to callers, checked on return. */
export function writeCursor(parts: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** What a part of a cursor is: a whole number, or an instant as Postgres writes it (null where the row had none). */
export type CursorPart = 'number' | 'instant';

/** The parts of a cursor, undefined without one; refuses what this list cannot have given out. */
export function readCursor(
  cursor: string | undefined,
  kinds: readonly CursorPart[],
): (string | number | null)[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    if (Array.isArray(parts) && parts.length === kinds.length && kinds.every((kind, i) => isPart[kind](parts[i])))
      return parts as (string | number | null)[];
  } catch {
    // Falls through to the same refusal as a wrong shape.
  }
  throw new Problem('request.invalid', 'cursor is not one that this list gave out. Start again without it.', {
    faults: [{ field: 'cursor', message: 'is not one that this list gave out' }],
  });
}

const isPart: Record<CursorPart, (part: unknown) => boolean> = {
  number: (part) => (typeof part === 'string' && /^-?\d{1,18}$/.test(part)) || Number.isSafeInteger(part),
  instant: (part) => part === null || (typeof part === 'string' && isInstant(part)),
};

function isInstant(part: string): boolean {
  // Throws for a day that does not exist.
  return (
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/.test(part) &&
    Temporal.Instant.from(part) instanceof Temporal.Instant
  );
}

/** Cuts a page from rows of which one more than `limit` was read. */
export function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => readonly (string | number | null)[],
  toItem: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(cursorOf(last)) : null,
  };
}
