import { join } from 'node:path';
import { type BackupWarning, listBackups, makeBackup, verifyBackup } from '@shuke/contract';
import type { BackupSettings } from '../../platform/config.ts';
import type { RootKeySettings } from '../../platform/crypto/index.ts';
import { type Route, keptOf, route } from '../../platform/http.ts';
import type { Backups, ListedBackup } from './backups.ts';
import type { CheckResult } from './manifest.ts';
import type { Run } from './run-store.ts';

export interface BackupRouteParts {
  readonly backups: Backups;
  readonly settings: BackupSettings;
  readonly rootKey: RootKeySettings;
}

const OLD_MS = 48 * 3_600_000;

export function backupRoutes({ backups, settings, rootKey }: BackupRouteParts): Route[] {
  return [
    route(listBackups, async () => {
      const { running, latest, nextAt, copiedAt } = await backups.status();
      // The page has to tell that the target is away, and so must not fail with it.
      const listed = await backups.list().catch(() => undefined);
      return {
        target: backups.target?.name ?? null,
        copy: backups.second
          ? { target: backups.second.name, at: copiedAt === undefined ? null : new Date(copiedAt).toISOString() }
          : null,
        time: settings.at,
        keep: settings.keep,
        nextAt: nextAt === undefined ? null : new Date(nextAt).toISOString(),
        rootKey: whereRootKeyIs(rootKey),
        running: running ? runningView(running) : null,
        failure: failureOf(latest),
        warnings: [
          ...warningsOf(backups.target !== undefined, listed, latest),
          ...(isCopyOld(backups, listed, copiedAt) ? (['notCopied'] as const) : []),
        ],
        items: (listed ?? []).map(({ check, ...one }) => ({ ...one, check: check ? checkView(check) : null })),
      };
    }),
    route(makeBackup, async ({ caller }) => {
      await backups.begin('backup', keptOf(caller));
      return {};
    }),
    route(verifyBackup, async ({ params, caller }) => {
      await backups.begin('verify', keptOf(caller), params.id);
      return {};
    }),
  ];
}

function whereRootKeyIs({ keyCommand, rootKey, dataFolder }: RootKeySettings) {
  if (keyCommand !== undefined) return { kind: 'command', file: null } as const;
  if (rootKey !== undefined) return { kind: 'setting', file: null } as const;
  return { kind: 'file', file: join(dataFolder, 'keys', 'root.key') } as const;
}

const runningView = ({ kind, backup, done, total, startedAt }: Run) => ({
  kind,
  backup,
  done,
  total,
  startedAt: new Date(startedAt).toISOString(),
});

const checkView = ({ at, isGood, detail, tookMs }: CheckResult) => ({ at, isGood, detail, tookMs });

const failureOf = (latest: Run | undefined) =>
  latest?.state === 'failed'
    ? {
        kind: latest.kind,
        at: new Date(latest.finishedAt ?? latest.startedAt).toISOString(),
        reason: latest.error ?? '',
      }
    : null;

/** A first backup has a day to get there. */
const isCopyOld = ({ second }: Backups, items: readonly ListedBackup[] | undefined, copiedAt: number | undefined) => {
  const oldest = items?.at(-1);
  if (!second || !oldest) return false;
  return (copiedAt ?? Date.parse(oldest.at)) < Date.now() - OLD_MS;
};

/** What an owner has to know, the gravest first. */
function warningsOf(
  hasTarget: boolean,
  items: readonly ListedBackup[] | undefined,
  latest: Run | undefined,
): BackupWarning[] {
  if (!hasTarget) return ['noTarget'];
  if (!items) return ['unreachable', ...(latest?.state === 'failed' ? (['failed'] as const) : [])];
  const [newest] = items;
  return [
    ...(newest === undefined ? (['none'] as const) : []),
    ...(newest !== undefined && Date.parse(newest.at) < Date.now() - OLD_MS ? (['old'] as const) : []),
    ...(latest?.state === 'failed' ? (['failed'] as const) : []),
    ...(items.some(({ check }) => check?.isGood === false) ? (['checkFailed'] as const) : []),
    ...(newest !== undefined && !items.some(({ check }) => check?.isGood) ? (['neverChecked'] as const) : []),
  ];
}
