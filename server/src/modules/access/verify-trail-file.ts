import { z } from 'zod';
import { hashOf } from './audit.ts';

const exported = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  by: z.object({ id: z.string() }),
  action: z.string(),
  objects: z.array(z.string()),
  previousHash: z.string(),
  digest: z.string(),
  hash: z.string(),
});

export interface FileChecked {
  readonly entries: number;
  readonly first: number;
  readonly last: number;
  /** Of the last entry. */
  readonly hash: string;
  /** How many times entries are left out between two of the file, which filters do. */
  readonly gaps: number;
  readonly breach: string | undefined;
}

function entryIn(line: string) {
  try {
    return exported.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Checks a file of exported entries, one JSON a line, by itself: that each hash is of its entry, and that each follows the one before. */
export async function verifyTrailFile(lines: AsyncIterable<string>): Promise<FileChecked> {
  let checked: FileChecked = { entries: 0, first: 0, last: 0, hash: '', gaps: 0, breach: undefined };
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const one = entryIn(line);
    if (!one)
      return {
        ...checked,
        breach: `line ${checked.entries + 1} is no entry: export the trail as JSON lines (format=jsonl)`,
      };
    const id = Number(one.id);
    const { by, at, digest, hash, previousHash } = one;
    const made = hashOf(previousHash, {
      ...one,
      id,
      by: by.id,
      at: Date.parse(at),
      digest: Buffer.from(digest, 'base64'),
    });
    const isNext = id === checked.last + 1;
    if (made !== hash) return { ...checked, breach: `entry ${id} was altered` };
    if (checked.entries > 0 && id <= checked.last) return { ...checked, breach: `entry ${id} is out of order` };
    if (isNext && previousHash !== checked.hash)
      return { ...checked, breach: `entry ${id} does not follow the one before it` };
    const isGap = checked.entries > 0 && !isNext;
    checked = {
      ...checked,
      entries: checked.entries + 1,
      first: checked.entries === 0 ? id : checked.first,
      last: id,
      hash,
      gaps: checked.gaps + (isGap ? 1 : 0),
    };
  }
  return checked;
}
