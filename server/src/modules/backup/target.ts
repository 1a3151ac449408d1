import type { BackupSettings } from '../../platform/config.ts';
import { folderTarget } from './folder-target.ts';
import { storageTarget } from './storage-target.ts';

/** Where backups lie: named objects, each written whole. Names are paths of lower-case words. */
export interface Target {
  /** For messages; holds no secret. */
  readonly name: string;
  /** Sizes in bytes, by name. */
  list(prefix: string): Promise<Map<string, number>>;
  read(name: string): Promise<Buffer | undefined>;
  /** Replaces what was there. When it resolves, the object is durable; when it fails, there is none or the one before. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  drop(name: string): Promise<void>;
}

/** The target of the settings, or undefined where there is none; `to` names another one than the first. */
export function openTarget(settings: BackupSettings, to = settings.to): Target | undefined {
  if (to === undefined) return undefined;
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(to) ?? [];
  if (bucket === undefined) return folderTarget(to);
  return storageTarget({ ...settings, bucket, prefix: prefix.replace(/\/+$/, '') });
}
