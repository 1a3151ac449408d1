import { setTimeout as sleep } from 'node:timers/promises';
import type { BackupSettings } from '../../platform/config.ts';
import type { RootKeySettings } from '../../platform/crypto/index.ts';
import { reasonOf } from '../../platform/log.ts';
import { Problem } from '../../platform/problem.ts';
import type { Source } from '../../platform/database.ts';
import type { Queryable } from '../../platform/postgres.ts';
import { copyBackups } from './copy-backups.ts';
import { dropLeftScratches } from './databases.ts';
import { pruneErasures } from './erasure-list.ts';
import { type BackupParts, type Progress, keepErasures, makeBackup } from './make-backup.ts';
import { type CheckResult, type Manifest, atOf, isBackupId, names } from './manifest.ts';
import { nextRun } from './next-run.ts';
import { prune } from './prune.ts';
import { type RestoreParts, openBackup, verifyBackup } from './restore-backup.ts';
import { type Run, type RunKind, beginRun, endRun, latestRun, saveRunProgress } from './run-store.ts';
import { type Target, openTarget } from './target.ts';
import { Damaged, openVault } from './vault.ts';

export interface BackupsDeps extends BackupParts, RestoreParts {
  /** From when on the log has what was asked (epoch milliseconds); undefined where it is never dropped. */
  inputsKeptSince(db: Source, now: number): Promise<number | undefined>;
  /** Forgets who was erased before an instant. */
  dropErasures(db: Queryable, before: number): Promise<void>;
  readonly url: string;
  readonly settings: BackupSettings;
  readonly rootKey: RootKeySettings;
  readonly timeZone: string;
  readonly log: (message: string) => void;
  readonly now?: () => number;
}

/** Backups of one database: made at their time or when asked for, and checked. One thing at a time, over all processes. */
export interface Backups {
  readonly target: Target | undefined;
  /** Another place, which is brought to hold the same after each backup. */
  readonly second: Target | undefined;
  /** Begins it in the background. Throws a `Problem` where there is no target, or something is at work already. */
  begin(kind: RunKind, by: string, id?: string): Promise<void>;
  /** As `begin`, and waits for the end; answers what it came to. Throws what went wrong. */
  run(kind: RunKind, by: string, id?: string, tell?: (progress: Progress) => void): Promise<Outcome>;
  /** Makes them at their time from now on, and checks one a week. */
  keepTime(): void;
  /** What is being done now, by any process, and when the next backup is due. */
  status(): Promise<{
    readonly running: Run | undefined;
    readonly latest: Run | undefined;
    readonly nextAt: number | undefined;
    /** When the second place last held all that the first did. */
    readonly copiedAt: number | undefined;
  }>;
  /** Those in the target, newest first, each with its latest check. */
  list(): Promise<ListedBackup[]>;
  /** Notes beside the backups who was erased. Does nothing where there is no target. */
  noteErasures(): Promise<void>;
  stop(): Promise<void>;
}

export interface Outcome {
  /** Undefined for a copy. */
  readonly backup: Manifest | undefined;
  readonly check: CheckResult | undefined;
}

export type ListedBackup = Pick<Manifest, 'id' | 'at' | 'version' | 'bytes' | 'bytesAdded' | 'tookMs'> & {
  readonly check: CheckResult | undefined;
};

/** Any constant that no other lock of the database uses. */
const BACKUP_LOCK = 7_080_055;
const PROGRESS_MS = 1000;
const LOOK_MS = 30_000;
/** After a failure: the target may be away for a while. */
const RETRY_MS = 15 * 60_000;
const CHECK_EVERY_MS = 7 * 86_400_000;
/** An erasure that is decided while a snapshot is taken may stand in it undone, and clocks of processes differ. */
const CLOCKS_DIFFER_MS = 86_400_000;
const SCHEDULE = 'schedule';

export function openBackups(deps: BackupsDeps): Backups {
  const { pool, settings, log } = deps;
  const now = deps.now ?? Date.now;
  const target = openTarget(settings);
  const second = settings.alsoTo === undefined ? undefined : openTarget(settings, settings.alsoTo);
  const stopping = new AbortController();
  const atWork = new Set<Promise<unknown>>();
  /** Manifests never change, and a long list of pieces is not read again for a screen. */
  const known = new Map<string, Omit<ListedBackup, 'check'>>();

  async function lock(): Promise<() => Promise<void>> {
    const client = await pool.connect();
    // It may be cut off while the work goes over others: the lock is gone with it, and nothing else.
    client.on('error', () => {});
    const { rows } = await client.query<{ isMine: boolean }>('select pg_try_advisory_lock($1) as "isMine"', [
      BACKUP_LOCK,
    ]);
    // Given back before the connection goes, which the database notices late: what comes next may begin at once.
    if (rows[0]?.isMine)
      return async () => {
        await client.query('select pg_advisory_unlock($1)', [BACKUP_LOCK]).catch(() => {});
        client.release(true);
      };
    client.release(true);
    throw new Problem(
      'backup.running',
      'A backup or a check is at work already. Wait until it has ended, then try again.',
    );
  }

  function mustHaveTarget(): Target {
    if (target) return target;
    throw new Problem(
      'backup.no-target',
      'No place for backups is set. Set SHUKE_BACKUP_TO to a folder or to s3://bucket/prefix, then start again.',
    );
  }

  /** Under the lock: notes the run, does it, notes how it ended. */
  async function start(kind: RunKind, by: string, id: string | undefined, tell?: (progress: Progress) => void) {
    const to = mustHaveTarget();
    if (kind === 'verify') await mustBeThere(to, id);
    const release = await lock();
    try {
      const run = await beginRun(pool, { kind, backup: id ?? null, startedBy: by, startedAt: now() });
      return { ended: work(kind, id, run, to, release, tell) };
    } catch (error) {
      await release();
      throw error;
    }
  }

  async function work(
    kind: RunKind,
    id: string | undefined,
    run: number,
    to: Target,
    release: () => Promise<void>,
    tell: (progress: Progress) => void = () => {},
  ): Promise<Outcome> {
    const progress: Progress = { done: 0, total: 0 };
    const beat = setInterval(() => {
      tell(progress);
      void saveRunProgress(pool, run, progress).catch(() => {});
    }, PROGRESS_MS);
    try {
      const outcome = await carryOut[kind](to, progress, id);
      await saveRunProgress(pool, run, { ...progress, total: progress.done });
      await endRun(pool, run, { backup: outcome.backup?.id ?? null, error: null, at: now() });
      return outcome;
    } catch (error) {
      const reason = stopping.signal.aborted
        ? 'The process was stopped in the middle.'
        : reasonOf(error).replace(/^Error: /, '');
      await endRun(pool, run, { backup: null, error: reason, at: now() }).catch(() => {});
      throw error;
    } finally {
      clearInterval(beat);
      await release();
    }
  }

  async function backUp(to: Target, progress: Progress): Promise<Outcome> {
    const backup = await makeBackup(deps, to, progress, stopping.signal);
    await prune(openVault(to, pool.ring), settings.keep).catch((error: unknown) =>
      log(`old backups could not be dropped: ${reasonOf(error)}`),
    );
    await forgetErasures().catch((error: unknown) =>
      log(`who was erased long ago stays noted beside the backups: ${reasonOf(error)}`),
    );
    return { backup, check: undefined };
  }

  /** An erasure is repeated where a backup of before is restored: once there is none, and the log of then is gone, nobody needs to know of it. */
  async function forgetErasures(): Promise<void> {
    const vaults = [target, second].flatMap((one) => (one ? [openVault(one, pool.ring)] : []));
    const made = await Promise.all(vaults.map((vault) => vault.target.list(names.backups)));
    const oldest = Math.min(
      ...made.flatMap((all) => [...all.keys()].map((name) => Date.parse(atOf(name.slice(names.backups.length))))),
    );
    const keptSince = await deps.inputsKeptSince(pool, now());
    if (keptSince === undefined || !Number.isFinite(oldest)) return;
    const before = Math.min(keptSince, oldest - CLOCKS_DIFFER_MS);
    for (const vault of vaults) await pruneErasures(vault, before);
    await deps.dropErasures(pool, before);
  }

  async function verify(to: Target, progress: Progress, id: string | undefined): Promise<Outcome> {
    await dropLeftScratches(deps.url);
    const opened = await openBackup(to, deps.rootKey, id);
    const check = await verifyBackup(deps.url, opened, deps, progress, stopping.signal);
    return { backup: opened.manifest, check };
  }

  async function copy(to: Target, progress: Progress): Promise<Outcome> {
    if (!second) throw new Problem('backup.no-target', 'Set SHUKE_BACKUP_ALSO_TO to a second place, then start again.');
    await copyBackups(to, second, pool.ring, progress, stopping.signal);
    await prune(openVault(second, pool.ring), settings.keep);
    return { backup: undefined, check: undefined };
  }

  const carryOut = { backup: backUp, verify, copy };

  async function mustBeThere(to: Target, id: string | undefined): Promise<void> {
    const there = id === undefined || (isBackupId(id) && (await to.list(names.backup(id))).has(names.backup(id)));
    if (!there)
      throw new Problem(
        'backup.unknown',
        `There is no backup ${id} in ${to.name}. GET /api/backups lists them, or "backup list" on the command line.`,
      );
  }

  const follow = <T>(ended: Promise<T>): Promise<T> => {
    const done = ended.then(
      () => {},
      () => {},
    );
    atWork.add(done);
    void done.then(() => atWork.delete(done));
    return ended;
  };

  const run: Backups['run'] = async (kind, by, id, tell) => follow((await start(kind, by, id, tell)).ended);

  const begin: Backups['begin'] = async (kind, by, id) => {
    const { ended } = await start(kind, by, id);
    follow(ended.then(() => (kind === 'backup' ? copyWhatIsNew(by) : undefined))).catch((error: unknown) =>
      log(`the ${kind} failed: ${reasonOf(error)}`),
    );
  };

  /** A run that was killed stands as running until the next one begins, but nobody holds the lock. */
  const isLocked = () =>
    lock().then(
      async (release) => {
        await release();
        return false;
      },
      () => true,
    );

  const status: Backups['status'] = async () => {
    const seen = await latestRun(pool);
    const running = seen?.state === 'running' && (await isLocked()) ? seen : undefined;
    // It may have ended between the two looks.
    const latest = running ?? (await latestRun(pool));
    if (!target) return { running, latest, nextAt: undefined, copiedAt: undefined };
    const copiedAt = second && (await latestRun(pool, 'copy', 'done'))?.startedAt;
    const last = await latestRun(pool, 'backup');
    const due = nextRun(settings.at, deps.timeZone, last?.startedAt, now());
    if (last === undefined || last.state === 'done' || running?.id === last.id)
      return { running, latest, nextAt: due, copiedAt };
    return { running, latest, nextAt: Math.min(due, (last.finishedAt ?? last.startedAt) + RETRY_MS), copiedAt };
  };

  async function makeWhatIsDue(): Promise<void> {
    const { running, nextAt } = await status();
    if (running || nextAt === undefined) return;
    if (nextAt > now()) return copyWhatIsNew(SCHEDULE);
    await run('backup', SCHEDULE);
    await copyWhatIsNew(SCHEDULE).catch((error: unknown) => log(`a copy failed: ${reasonOf(error)}`));
    const checked = await latestRun(pool, 'verify');
    if (checked === undefined || checked.startedAt < now() - CHECK_EVERY_MS) await run('verify', SCHEDULE);
  }

  /** Whatever is made, by whomever, is copied; a copy that failed is tried again in a while, and costs no backup that is kept. */
  async function copyWhatIsNew(by: string): Promise<void> {
    const made = second && (await latestRun(pool, 'backup', 'done'));
    const copied = second && (await latestRun(pool, 'copy', 'done'));
    if (!made || (copied && copied.startedAt >= made.startedAt)) return;
    const failed = await latestRun(pool, 'copy', 'failed');
    if (failed && (failed.finishedAt ?? failed.startedAt) > Math.max(made.startedAt, now() - RETRY_MS)) return;
    await run('copy', by);
  }

  async function keepTime(): Promise<void> {
    while (!stopping.signal.aborted) {
      await makeWhatIsDue().catch((error: unknown) => {
        const isElsewhere = error instanceof Problem && error.code === 'backup.running';
        if (!isElsewhere && !stopping.signal.aborted) log(`a backup failed: ${reasonOf(error)}`);
      });
      await sleep(LOOK_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  }

  async function list(): Promise<ListedBackup[]> {
    if (!target) return [];
    const vault = openVault(target, pool.ring);
    const all = [...(await target.list(names.backups)).keys()].toSorted().toReversed();
    const checks = await target.list(names.checks);
    return Promise.all(
      all.map(async (name) => {
        const id = name.slice(names.backups.length);
        try {
          if (!known.has(id)) {
            const { at, version, bytes, bytesAdded, tookMs } = await vault.readJson<Manifest>(name);
            known.set(id, { id, at, version, bytes, bytesAdded, tookMs });
          }
          const check = checks.has(names.check(id)) ? await vault.readJson<CheckResult>(names.check(id)) : undefined;
          return { ...known.get(id)!, check };
        } catch (error) {
          if (!(error instanceof Damaged)) throw error;
          const [at, unknown] = [atOf(id), { version: '', bytes: 0, bytesAdded: 0, tookMs: 0 }];
          return { id, at, ...unknown, check: { at, isGood: false, detail: error.message, damaged: [], tookMs: 0 } };
        }
      }),
    );
  }

  return {
    target,
    second,
    begin,
    run,
    keepTime: () => void follow(keepTime()),
    status,
    list,
    noteErasures: async () => {
      for (const one of [target, second]) if (one) await keepErasures(deps, one);
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(atWork);
    },
  };
}
