import { type Queryable, rowsOf } from '../../platform/postgres.ts';
import { type Manifest, names } from './manifest.ts';
import { Damaged, type Vault } from './vault.ts';

/** Who was erased, and when (epoch milliseconds): numbers of members, and nothing that tells who they were. */
export type Erasures = readonly (readonly [member: number, at: number])[];

/** The backups of a database until it is restored. */
export interface Line {
  readonly id: string;
  /** Members up to this id are the same people as in the line before. */
  readonly sameUntil: number | null;
  readonly parent: string | null;
}

/** Lies beside the backups, one for each line: an erasure is in backups of before only by this. */
interface ErasureList extends Line {
  readonly erased: Erasures;
}

export async function readLine(db: Queryable): Promise<Line | undefined> {
  const [row] = await rowsOf<{ id: string; same_until: string | null; parent: string | null }>(
    db,
    'select id, same_until, parent from backup.line',
  );
  return row && { id: row.id, sameUntil: row.same_until === null ? null : Number(row.same_until), parent: row.parent };
}

/** Adds to the list of a line. What was noted once stays, whatever the database is set back to. */
export async function noteErasures(vault: Vault, line: Line, erased: Erasures): Promise<void> {
  const before = await vault.readJson<ErasureList>(names.erasuresOf(line.id)).catch((error: unknown) => {
    if (error instanceof Damaged) return undefined;
    throw error;
  });
  const all = new Map([...(before?.erased ?? []), ...erased]);
  const list: ErasureList = { ...line, erased: [...all].toSorted(([a], [b]) => a - b) };
  if (JSON.stringify(list) !== JSON.stringify(before)) await vault.writeJson(names.erasuresOf(line.id), list);
}

/** Forgets what was noted before an instant: it is in no backup any more. A list that does not open stays as it is. */
export async function pruneErasures(vault: Vault, before: number): Promise<void> {
  for (const name of (await vault.target.list(names.erasures)).keys()) {
    const list = await vault.readJson<ErasureList>(name).catch((error: unknown) => {
      if (error instanceof Damaged) return undefined;
      throw error;
    });
    const erased = list?.erased.filter(([, at]) => at >= before) ?? [];
    if (list && erased.length < list.erased.length) await vault.writeJson(name, { ...list, erased });
  }
}

export interface NotedErasures {
  readonly members: readonly number[];
  /** Lists that do not open: who stands in them is not known. */
  readonly damaged: readonly string[];
}

/** Members of a backup who were ever erased, in its own line or in those that went on from it. */
export async function notedErasures(vault: Vault, { line }: Manifest): Promise<NotedErasures> {
  const lists = new Map<string, ErasureList>();
  const damaged: string[] = [];
  for (const name of (await vault.target.list(names.erasures)).keys())
    try {
      const list = await vault.readJson<ErasureList>(name);
      lists.set(list.id, list);
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      damaged.push(name);
    }
  const members = new Set<number>();
  for (const list of lists.values()) {
    const until = sameAs(line, list, lists);
    for (const [member] of list.erased) if (member <= until) members.add(member);
  }
  return { members: [...members], damaged };
}

/** Up to which number members of a line are the same people as those of another, which it went on from. */
function sameAs(other: string, line: Line, lines: ReadonlyMap<string, Line>): number {
  let until = Infinity;
  for (let one: Line | undefined = line; one && one.id !== other; one = lines.get(one.parent)) {
    until = Math.min(until, one.sameUntil ?? 0);
    // Which one it went on from was not noted in former versions.
    if (one.parent === null || one.parent === other) return until;
    if (!lines.has(one.parent)) return 0;
  }
  return until;
}
