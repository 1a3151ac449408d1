import type { PoolClient } from 'pg';
import { cutRows } from './cut-rows.ts';
import type { Line } from './erasure-list.ts';
import { type SecretList, names } from './manifest.ts';
import { type FoundTable, readRows } from './read-tables.ts';
import type { Vault } from './vault.ts';

interface SecretParts {
  readonly vault: Vault;
  readonly line: Line;
  readonly client: PoolClient;
  readonly table: FoundTable;
  readonly damaged: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

const TAB = '\t';

/**
 * Replaces the secrets that lie in the target by those of the database, and drops what is not among them any more: with the secret
 * goes whatever older backups hold of its owner. Lines that a restore left behind lose the secrets that are destroyed here.
 */
export async function keepSecrets({ vault, line, client, table, damaged, signal }: SecretParts): Promise<void> {
  const { target } = vault;
  const others = [...(await target.list(names.lines)).keys()].filter((name) => name !== names.line(line.id));
  const present = others.length > 0 ? new Set<number>() : undefined;
  const keep = async (lineId: string, columns: readonly string[], rows: AsyncIterable<Buffer>) => {
    const folder = names.secretsOf(lineId);
    const there = await target.list(`${folder}/`);
    const pieces: string[] = [];
    for await (const piece of cutRows(rows)) {
      signal.throwIfAborted();
      const name = vault.nameOf(folder, piece);
      if (!there.has(name) || damaged.has(name)) await vault.write(name, piece);
      pieces.push(name);
    }
    await vault.writeJson(names.line(lineId), { columns, pieces } satisfies SecretList);
    const kept = new Set(pieces);
    for (const name of there.keys()) if (!kept.has(name)) await target.drop(name);
  };

  await keep(line.id, table.columns, noting(readRows(client, table), present));
  if (!present) return;
  const isGone = (id: number) => id <= (line.sameUntil ?? 0) && !present.has(id);
  for (const name of others) {
    const list = await vault.readJson<SecretList>(name);
    await keep(name.slice(names.lines.length), list.columns, without(vault, list, isGone));
  }
}

const idOf = (row: string) => Number(row.slice(0, row.indexOf(TAB)));

/** Passes rows on, and takes down whose they are. */
async function* noting(rows: AsyncIterable<Buffer>, ids: Set<number> | undefined): AsyncGenerator<Buffer> {
  if (!ids) return yield* rows;
  for await (const piece of cutRows(rows)) {
    for (const row of piece.toString().split('\n')) if (row !== '') ids.add(idOf(row));
    yield piece;
  }
}

async function* without(vault: Vault, list: SecretList, isGone: (id: number) => boolean): AsyncGenerator<Buffer> {
  for (const name of list.pieces) {
    const rows = (await vault.read(name)).toString().split('\n');
    yield Buffer.from(rows.filter((row) => row === '' || !isGone(idOf(row))).join('\n'));
  }
}
