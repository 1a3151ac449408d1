import type { backups as zh } from '../zh/backups.ts';

export const backups: typeof zh = {
  title: 'Backups',
  count: (count) => count,
  hint: 'The whole database and all uploaded files, encrypted. Each backup is complete; what has not changed is stored once.',
  make: 'Back up now',
  begun: 'The backup has begun',
  checkBegun: 'The check has begun',
  check: 'Check',
  checkOne: (at) => `Check the backup of ${at}`,
  checkHint: 'Restores it into a database of its own, checks the books there, and drops it. Business goes on.',
  column: { at: 'Time', bytes: 'Size', took: 'Took', check: 'Check', actions: 'Actions' },
  added: (bytes) => `${bytes} new`,
  neverChecked: 'Not checked',
  good: 'Can be restored',
  bad: 'Cannot be restored',
  checkedAt: (at) => `checked ${at}`,
  running: { backup: 'Backing up', verify: 'Checking', copy: 'Copying to the second place' },
  runningHint: 'Business goes on, and you may leave this page.',
  facts: { target: 'Kept in', copy: 'And in', time: 'Made', next: 'Next', keep: 'Keeps', rootKey: 'Root key' },
  noTarget: 'Not set',
  copied: (target, at) => `${target} (copied ${at})`,
  notCopied: (target) => `${target} (not copied yet)`,
  daily: (time) => `Daily at ${time}`,
  every: (hours) => (hours === 1 ? 'Every hour' : `Every ${hours} hours`),
  soon: 'At once',
  keep: (count) => `The latest ${count}`,
  rootKey: {
    file: (file) => `The file ${file}`,
    setting: 'The setting SHUKE_ROOT_KEY',
    command: 'The command SHUKE_KEY_COMMAND',
  },
  rootKeyHint:
    'No backup holds the root key, and none can be opened without it: keep a copy elsewhere, apart from the backups.',
  warnings: {
    noTarget: {
      title: 'There are no backups',
      remedy: 'Set SHUKE_BACKUP_TO to a folder on another disk, or to s3://bucket/prefix, and start again.',
    },
    unreachable: {
      title: 'The place of backups cannot be reached',
      remedy: 'Check SHUKE_BACKUP_TO, the disk or the network, and what the key may do.',
    },
    none: { title: 'There are no backups yet', remedy: 'The first one is made after the start by itself, or now.' },
    old: {
      title: 'The latest backup is older than 48 hours',
      remedy: 'Check that the place can be written to, then back up now.',
    },
    failed: { title: 'The last one did not succeed', remedy: 'It is tried again by itself.' },
    neverChecked: {
      title: 'No backup was ever checked',
      remedy: 'A backup that was never restored is a hope. Check the latest one.',
    },
    checkFailed: {
      title: 'A backup cannot be restored',
      remedy: 'Back up now and check: what is damaged is written anew.',
    },
    notCopied: {
      title: 'Nothing was copied to the second place for more than 48 hours',
      remedy: 'Check SHUKE_BACKUP_ALSO_TO, the disk or the network. It is tried again every 15 minutes.',
    },
  },
  failed: { backup: 'Backup', verify: 'Check', copy: 'Copy to the second place' },
  causes: {
    ENOSPC: 'The disk is full: free some of it, or take another one.',
    EDQUOT: 'The quota of the disk is used up: raise it, or free some of it.',
    EACCES: 'It may not be written: let the user who runs the service write where backups are kept.',
    EPERM: 'It may not be written: let the user who runs the service write where backups are kept.',
    EROFS: 'The disk can only be read: mount it for writing, or take another one.',
    ENOTDIR: 'Where backups are kept is no folder: check SHUKE_BACKUP_TO.',
    EIO: 'The disk fails to read or write: check it, or take another one.',
    ETIMEDOUT: 'The connection timed out: check the network.',
  },
  empty: 'There are no backups yet',
  emptyHint:
    'With a backup all members and orders come back after a broken disk, a mistake or ransomware. Restore with npm run shuke -- restore.',
};
