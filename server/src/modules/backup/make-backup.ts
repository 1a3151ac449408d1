import { randomBytes, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { PoolClient } from 'pg';
import { readShard } from '../../engine/index.ts';
import { dataKeyTable, readKeyRows } from '../../platform/crypto/index.ts';
import type { Database, Source } from '../../platform/database.ts';
import { migrationTable, readMigrations } from '../../platform/migrate.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { cutRows } from './cut-rows.ts';
import { type Erasures, type Line, noteErasures, readLine } from './erasure-list.ts';
import { mustBeOurs, writeKeyFile } from './key-file.ts';
import { type CheckResult, type KeptFile, type KeptTable, type Manifest, idAt, names, piecesOf } from './manifest.ts';
import { keepSecrets } from './keep-secrets.ts';
import { beginSnapshot, estimateBytes, findTables, readRows, readSequences } from './read-tables.ts';
import type { Target } from './target.ts';
import { type Vault, openVault } from './vault.ts';

export interface BackupParts {
  readonly pool: Database;
  readonly dataFolder: string;
  readonly version: string;
  /** The table whose rows lie in backups only for as long as they are in the database. */
  readonly secretTable: string;
  /** Who was erased in this database. */
  readErasures(db: Source): Promise<Erasures>;
}

/** How far something has come, in bytes. */
export interface Progress {
  done: number;
  total: number;
}

/** Folders of the data folder that a backup holds; all that lies there is sealed already. */
export const KEPT_FOLDERS = ['imports'];
const FILE_PIECE_BYTES = 4 * 1024 * 1024;

/**
 * Backs up one state of the database and the files beside it. Each backup is whole; pieces that one before has written are not
 * written again. Nothing waits for it: it reads a snapshot. The backup counts once its manifest is written, which comes last.
 */
export async function makeBackup(
  { pool, dataFolder, version, secretTable, readErasures }: BackupParts,
  target: Target,
  progress: Progress,
  signal: AbortSignal,
): Promise<Manifest> {
  const startedAt = performance.now();
  await mustBeOurs(target, pool.ring);
  const vault = openVault(target, pool.ring);
  const before = await latestManifest(vault);
  const damaged = await findDamaged(vault);
  const store = await openPieces(vault, damaged);
  const client = await pool.connect();
  try {
    await beginSnapshot(client);
    const at = Date.now();
    const id = idAt(at, randomBytes(3).toString('hex'));
    const found = await findTables(client);
    progress.total = Math.max(before?.bytesRead ?? 0, await estimateBytes(client, found));
    const keep = async (rows: AsyncIterable<Buffer>): Promise<string[]> => {
      const pieces: string[] = [];
      for await (const piece of rows) {
        signal.throwIfAborted();
        pieces.push(await store.keep(piece));
        progress.done += piece.length;
        progress.total = Math.max(progress.total, progress.done);
      }
      return pieces;
    };
    const tables: KeptTable[] = [];
    const apart = [migrationTable, dataKeyTable, secretTable];
    for (const table of found.filter(({ name }) => !apart.includes(name))) {
      const rows = readRows(client, table);
      const pieces = await keep(cutRows(rows));
      tables.push({ name: table.name, columns: table.columns, rows: rows.rowCount, pieces });
    }
    const files = await keepFiles(dataFolder, before?.files ?? [], store.has, keep);
    // Before the manifest: a backup without its keys and secrets would be worth nothing.
    await writeKeyFile(target, pool.ring, await readKeyRows(client));
    const line = await lineOf(pool);
    const secrets = found.find(({ name }) => name === secretTable);
    if (secrets) await keepSecrets({ vault, line, client, table: secrets, damaged, signal });
    await noteErasures(vault, line, await readErasures(pool));
    const manifest = {
      format: 1,
      id,
      at: new Date(at).toISOString(),
      version,
      line: line.id,
      migrations: await appliedMigrations(client),
      turn: (await readShard(client)).turn,
      tables,
      sequences: await readSequences(client),
      files,
      bytesRead: progress.done,
      bytesAdded: store.added(),
    } as const;
    const bytes = store.sizeOf(piecesOf({ ...manifest, bytes: 0, tookMs: 0 }));
    const whole: Manifest = { ...manifest, bytes, tookMs: Math.round(performance.now() - startedAt) };
    await vault.writeJson(names.backup(id), whole);
    return whole;
  } finally {
    // Also where a copy was left in the middle: such a connection is of no more use.
    client.release(true);
  }
}

/** What the latest checks found damaged: it is written anew. */
async function findDamaged(vault: Vault): Promise<Set<string>> {
  const damaged = new Set<string>();
  for (const name of (await vault.target.list(names.checks)).keys()) {
    const result = await vault.readJson<CheckResult>(name).catch(() => undefined);
    for (const piece of result?.damaged ?? []) damaged.add(piece);
  }
  return damaged;
}

/** The pieces that are there already. */
async function openPieces(vault: Vault, damaged: ReadonlySet<string>) {
  const sizes = await vault.target.list(names.pieces);
  for (const name of damaged) sizes.delete(name);
  let added = 0;
  return {
    has: (name: string) => sizes.has(name),
    async keep(content: Buffer): Promise<string> {
      const name = vault.nameOf(names.pieces.slice(0, -1), content);
      if (!sizes.has(name)) {
        const size = await vault.write(name, content);
        sizes.set(name, size);
        added += size;
      }
      return name;
    },
    added: () => added,
    sizeOf: (pieces: ReadonlySet<string>) => [...pieces].reduce((sum, piece) => sum + (sizes.get(piece) ?? 0), 0),
  };
}

async function latestManifest(vault: Vault): Promise<Manifest | undefined> {
  const latest = [...(await vault.target.list(names.backups)).keys()].toSorted().at(-1);
  // One that does not open is no help to save work with; whoever checks it is told.
  return latest === undefined ? undefined : vault.readJson<Manifest>(latest).catch(() => undefined);
}

async function appliedMigrations(client: PoolClient): Promise<Manifest['migrations']> {
  const rows = await rowsOf<{ name: string }>(client, `select name from ${migrationTable} order by name`);
  const taken = new Set(rows.map(({ name }) => name));
  return readMigrations()
    .filter(({ name }) => taken.has(name))
    .map(({ name, checksum }) => ({ name, checksum }));
}

/** The line of this database; the first backup begins one. */
async function lineOf(pool: Database): Promise<Line> {
  await pool.query('insert into backup.line (id) values ($1) on conflict do nothing', [randomUUID()]);
  const line = await readLine(pool);
  if (!line) throw new Error('The line of this database is gone.');
  return line;
}

/** Notes beside the backups who was erased: a restore erases them again, also where no backup came after. */
export async function keepErasures({ pool, readErasures }: Pick<BackupParts, 'pool' | 'readErasures'>, target: Target) {
  await mustBeOurs(target, pool.ring);
  await noteErasures(openVault(target, pool.ring), await lineOf(pool), await readErasures(pool));
}

/** Files are never changed once they have their name: one of the same size and time is not read again. */
async function keepFiles(
  dataFolder: string,
  before: readonly KeptFile[],
  has: (piece: string) => boolean,
  keep: (content: AsyncIterable<Buffer>) => Promise<string[]>,
): Promise<KeptFile[]> {
  const known = new Map(before.map((file) => [file.path, file]));
  const kept: KeptFile[] = [];
  for (const folder of KEPT_FOLDERS) {
    const entries = await readdir(join(dataFolder, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const path = relative(dataFolder, file).split(sep).join('/');
      // What is still arriving is nobody's yet.
      if (path.includes('/arriving-')) continue;
      try {
        const { size, mtimeMs } = await stat(file);
        const same = known.get(path);
        const isKept = same?.size === size && same.changedAt === mtimeMs && same.pieces.every(has);
        const pieces = isKept ? same.pieces : await keep(createReadStream(file, { highWaterMark: FILE_PIECE_BYTES }));
        kept.push({ path, size, changedAt: mtimeMs, pieces });
      } catch (error) {
        // It was dropped meanwhile, and so was what named it.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }
  return kept;
}
