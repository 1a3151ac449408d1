export { type Backups, type BackupsDeps, openBackups } from './backups.ts';
export type { Progress } from './make-backup.ts';
export { type OpenedBackup, type RestoreParts, openBackup, restoreBackup } from './restore-backup.ts';
export { type BackupRouteParts, backupRoutes } from './routes.ts';
export { openTarget } from './target.ts';
