import { parseArgs } from 'node:util';
import { backupParts } from '../backup-parts.ts';
import {
  type Backups,
  type Progress,
  openBackups,
  openBackup,
  openTarget,
  restoreBackup,
} from '../modules/backup/index.ts';
import { readConfig, rootKeySettings } from '../platform/config.ts';
import { withRing } from '../platform/database.ts';
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { openPool } from '../platform/postgres.ts';
import { Problem } from '../platform/problem.ts';
import type { Command } from './command.ts';
import { noteInTrail } from './note-in-trail.ts';
import { reachDatabase } from './reach-database.ts';

const MEGABYTE = 1_000_000;
const megabytes = (bytes: number) => `${(bytes / MEGABYTE).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;

const noTarget = 'Set SHUKE_BACKUP_TO to the folder, or the s3://bucket/prefix, where backups lie.';

/** Redraws in place on a terminal; elsewhere (a log) nothing is shown until the end. */
function show({ done, total }: Progress): void {
  const share = total === 0 ? 0 : Math.min(100, Math.floor((done / total) * 100));
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${share} %  ${megabytes(done)}`);
}

function endShow(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
}

/** At most one backup may be named. */
function backupNamed(args: readonly string[]): string | undefined {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  if (positionals.length > 1) throw new Error(`One backup at a time, not ${positionals.join(' ')}.`);
  return positionals[0];
}

/** The backups of the database that the settings name; ended again whatever happens. */
async function withBackups<T>(use: (backups: ReturnType<typeof openBackups>) => Promise<T>): Promise<T> {
  const config = readConfig();
  if (!config.backup.to) throw new Error(noTarget);
  const { url, ring, close } = await reachDatabase();
  const pool = withRing(openPool(url, 4), await ring());
  const backups = openBackups({
    ...backupParts,
    pool,
    url,
    dataFolder: config.dataFolder,
    settings: config.backup,
    rootKey: rootKeySettings(config),
    timeZone: config.timeZone,
    log: (message) => console.error(message),
  });
  try {
    return await use(backups);
  } finally {
    endShow();
    await backups.stop();
    await pool.end();
    await close();
  }
}

export const backup: Command = {
  usage: 'backup',
  summary: 'Make a backup to SHUKE_BACKUP_TO, and to SHUKE_BACKUP_ALSO_TO, now. May run beside the server.',
  run: () =>
    withBackups(async (backups) => {
      const { backup: made } = await backups.run('backup', 'command line', undefined, show);
      endShow();
      console.log(
        `✔ Backup ${made!.id} in ${backups.target?.name}: ${megabytes(made!.bytes)}, of which ${megabytes(made!.bytesAdded)} are new.`,
      );
      if (backups.second) await copyTo(backups, backups.second.name);
      return 0;
    }),
};

/** The running server copies what is made, too, and may be at it already. */
async function copyTo(backups: Backups, name: string): Promise<void> {
  try {
    await backups.run('copy', 'command line', undefined, show);
    endShow();
    console.log(`✔ Copied to ${name}.`);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'backup.running')) throw error;
    console.log(`  The running server copies it to ${name}.`);
  }
}

export const listBackups: Command = {
  usage: 'backup list',
  summary: 'The backups in SHUKE_BACKUP_TO, newest first, and whether they were checked.',
  run: () =>
    withBackups(async (backups) => {
      const items = await backups.list();
      for (const { id, at, bytes, check } of items) {
        const checked = check ? `${check.isGood ? 'checked' : '✖ NOT GOOD at'} ${check.at}` : 'never checked';
        console.log(`${id}  ${at}  ${megabytes(bytes)}  ${checked}`);
      }
      if (items.length === 0) console.log('There is none.');
      return 0;
    }),
};

export const verify: Command = {
  usage: 'verify [BACKUP]',
  summary:
    'Check a backup, the latest if none is named: restore it into a database of its own, check the books there, and drop it. May run beside the server.',
  async run(args) {
    const id = backupNamed(args);
    return withBackups(async (backups) => {
      const { backup: found, check } = await backups.run('verify', 'command line', id, show);
      endShow();
      const checked = found!;
      console.log(
        check?.isGood
          ? `✔ Backup ${checked.id} was restored beside the database, and its books balance.`
          : `✖ Backup ${checked.id} is not good:\n${check?.detail}`,
      );
      if (check?.erasedLater)
        console.log(`  ${check.erasedLater} members were erased since it was made: a restore erases them again.`);
      return check?.isGood ? 0 : 1;
    });
  },
};

export const restore: Command = {
  usage: 'restore [BACKUP]',
  summary:
    'Put a backup, the latest if none is named, in the place of the database and the uploaded files. Needs the root key, and no server that runs. What was there before stays beside it.',
  async run(args) {
    const id = backupNamed(args);
    const config = readConfig();
    const target = openTarget(config.backup);
    if (!target) {
      console.error(noTarget);
      return 1;
    }
    // Before anything is made: a wrong key or a wrong name leaves no trace.
    const opened = await openBackup(target, rootKeySettings(config), id);
    const { dataFolder, databaseUrl } = config;
    const postgres = databaseUrl
      ? { url: databaseUrl, stop: async () => {} }
      : await startEmbeddedPostgres({ dataFolder });
    const progress: Progress = { done: 0, total: 0 };
    const beat = setInterval(() => show(progress), 1000);
    const stopping = new AbortController();
    process.once('SIGINT', () => stopping.abort(new Error('Nothing was changed.')));
    try {
      const place = { url: postgres.url, dataFolder, timeZone: config.timeZone };
      const { formerDatabase, formerFiles, breaches, erasedAgain, unknownErasures } = await restoreBackup(
        place,
        opened,
        backupParts,
        progress,
        stopping.signal,
      );
      endShow();
      const pool = withRing(openPool(postgres.url, 2), opened.vault.ring);
      await noteInTrail(pool, 'backup.restored', `backup:${opened.manifest.id}`);
      await pool.end();
      for (const { rule, subject, detail } of breaches) console.log(`✖ ${rule}: ${subject} (${detail})`);
      console.log(`✔ Restored: everything is as it was at ${opened.manifest.at}.`);
      if (erasedAgain > 0) console.log(`  ${erasedAgain} members who were erased since then are erased again.`);
      for (const name of unknownErasures)
        console.log(
          `✖ ${name} in ${target.name} does not open: whoever is listed there as erased since this backup has to be erased again by hand.`,
        );
      if (formerDatabase)
        console.log(`  The database before is still there as ${formerDatabase}: drop it when you are content.`);
      if (formerFiles) console.log(`  The files before are in ${formerFiles}.`);
      return breaches.length === 0 && unknownErasures.length === 0 ? 0 : 1;
    } finally {
      clearInterval(beat);
      endShow();
      await postgres.stop();
    }
  },
};
