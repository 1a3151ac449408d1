import { z } from 'zod';
import { text } from './common.ts';
import { endpoint } from './endpoint.ts';

export const backupWarnings = [
  'noTarget',
  'unreachable',
  'none',
  'old',
  'failed',
  'neverChecked',
  'checkFailed',
  'notCopied',
] as const;
export type BackupWarning = (typeof backupWarnings)[number];

/** What is done to backups. */
export const backupWork = ['backup', 'verify', 'copy'] as const;

const backupCheck = z.object({ at: z.string(), isGood: z.boolean(), detail: z.string(), tookMs: z.int() });

export const backup = z.object({
  id: z.string(),
  at: z.string(),
  version: z.string(),
  /** What it takes where backups are kept; much of it is shared with other backups. */
  bytes: z.int(),
  /** What was new when it was made. */
  bytesAdded: z.int(),
  tookMs: z.int(),
  check: backupCheck.nullable(),
});
export type Backup = z.output<typeof backup>;

export const listBackups = endpoint({
  method: 'GET',
  path: '/api/backups',
  permission: 'backups.read',
  tag: 'backups',
  summary: 'All backups, newest first, what is being done now, and when the next one is due',
  answer: z.object({
    target: z.string().nullable(),
    /** The second place, and when it last held all that the first does. */
    copy: z.object({ target: z.string(), at: z.string().nullable() }).nullable(),
    /** A time of day in the business zone, or hours between two backups. */
    time: z.object({ hour: z.int(), minute: z.int() }).or(z.object({ everyHours: z.int() })),
    keep: z.int(),
    nextAt: z.string().nullable(),
    /** Where the root key is, which no backup holds: a file, the settings, or a command. */
    rootKey: z.object({ kind: z.enum(['file', 'setting', 'command']), file: z.string().nullable() }),
    running: z
      .object({
        kind: z.enum(backupWork),
        backup: z.string().nullable(),
        /** Bytes. */
        done: z.int(),
        total: z.int(),
        startedAt: z.string(),
      })
      .nullable(),
    failure: z.object({ kind: z.enum(backupWork), at: z.string(), reason: z.string() }).nullable(),
    warnings: z.array(z.enum(backupWarnings)),
    items: z.array(backup),
  }),
});

export const makeBackup = endpoint({
  method: 'POST',
  path: '/api/backups',
  permission: 'backups.write',
  approval: null,
  tag: 'backups',
  summary: 'Make a backup now; it goes on in the background',
  answer: z.object({}),
});

export const verifyBackup = endpoint({
  method: 'POST',
  path: '/api/backups/{id}/verify',
  permission: 'backups.write',
  approval: null,
  tag: 'backups',
  summary: 'Check a backup by restoring it beside the database; it goes on in the background',
  params: z.object({ id: text(40) }),
  answer: z.object({}),
});
