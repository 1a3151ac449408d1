import type { Migration } from '../../platform/migrate.ts';

/** A table, or a file, as it was: what its pieces hold, one after the other. */
export interface KeptTable {
  /** As SQL names it. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly pieces: readonly string[];
}

export interface KeptFile {
  /** In the data folder, with slashes. */
  readonly path: string;
  readonly size: number;
  readonly changedAt: number;
  readonly pieces: readonly string[];
}

/** One backup: all that a database and its files held at one moment. Pieces are shared with other backups. */
export interface Manifest {
  readonly format: 1;
  readonly id: string;
  /** Instant of the snapshot. */
  readonly at: string;
  readonly version: string;
  /** Whose list of secrets belongs to it. */
  readonly line: string;
  readonly migrations: readonly Pick<Migration, 'name' | 'checksum'>[];
  readonly turn: number;
  /** In an order in which each may be filled after those it refers to. */
  readonly tables: readonly KeptTable[];
  readonly sequences: readonly { readonly name: string; readonly value: string }[];
  readonly files: readonly KeptFile[];
  /** What was read, for progress. */
  readonly bytesRead: number;
  /** What it takes in the target, and how much of that no backup before had. */
  readonly bytes: number;
  readonly bytesAdded: number;
  readonly tookMs: number;
}

/** The secrets of one line, replaced at every backup: what was destroyed is in no backup any more. */
export interface SecretList {
  readonly columns: readonly string[];
  readonly pieces: readonly string[];
}

/** How the latest check of a backup ended. */
export interface CheckResult {
  readonly at: string;
  readonly isGood: boolean;
  /** What is wrong; empty where all is well. */
  readonly detail: string;
  /** Pieces that do not open: the next backup writes them anew. */
  readonly damaged: readonly string[];
  /** How many were erased since the backup: a restore erases them again. */
  readonly erasedLater?: number;
  readonly tookMs: number;
}

export const names = {
  backups: 'backups/',
  backup: (id: string) => `backups/${id}`,
  checks: 'checks/',
  check: (id: string) => `checks/${id}`,
  pieces: 'pieces/',
  lines: 'lines/',
  line: (line: string) => `lines/${line}`,
  erasures: 'erasures/',
  erasuresOf: (line: string) => `erasures/${line}`,
  secrets: 'secrets/',
  secretsOf: (line: string) => `secrets/${line}`,
} as const;

export const isBackupId = (text: string) => /^\d{8}t\d{9}z-[0-9a-f]{6}$/.test(text);

/** Ids sort by time, and a listing of names tells when each was made. */
export const idAt = (at: number, random: string) =>
  `${new Date(at).toISOString().replaceAll(/[-:.]/g, '').toLowerCase()}-${random}`;

/** When the backup of an id was begun. */
export const atOf = (id: string) =>
  id.toUpperCase().replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z.*$/, '$1-$2-$3T$4:$5:$6.$7Z');

export const piecesOf = ({ tables, files }: Manifest): Set<string> =>
  new Set([...tables, ...files].flatMap(({ pieces }) => pieces));
