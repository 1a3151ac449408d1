import { Problem } from './problem.ts';

/** A cursor is where the last page ended: opaque to callers, checked on return. */
export function writeCursor(parts: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

export function readCursor(cursor: string | undefined, length: number): (string | number | null)[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    if (Array.isArray(parts) && parts.length === length && parts.every((part) => part === null || typeof part === 'string' || Number.isFinite(part))) return parts as (string | number | null)[];
  } catch {
    // Falls through to the same refusal as a wrong shape.
  }
  throw new Problem('request.invalid', 'cursor is not one that this list gave out. Start again without it.', { faults: [{ field: 'cursor', message: 'is not one that this list gave out' }] });
}

/** Cuts a page from rows of which one more than `limit` was read. */
export function page<Row, Item>(rows: readonly Row[], limit: number, cursorOf: (row: Row) => readonly (string | number | null)[], toItem: (row: Row) => Item): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(toItem), nextCursor: rows.length > limit && last !== undefined ? writeCursor(cursorOf(last)) : null };
}
