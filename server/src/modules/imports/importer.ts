import { type Engine, readShard } from '../../engine/index.ts';
import { CannotOpen } from '../../platform/crypto/index.ts';
import type { Database } from '../../platform/database.ts';
import { reasonOf } from '../../platform/log.ts';
import { because, Problem } from '../../platform/problem.ts';
import type { Job, JobFault } from './job.ts';
import { type Ending, endJob, findJob, keepFirstId, nextJob, saveProgress } from './job-store.ts';
import { dropStaleArrivals, keptTable } from './kept-file.ts';
import { type KnownOrders, type Progress, dryRun, endStory, recordFile } from './run-import.ts';

export interface ImporterDeps {
  readonly pool: Database;
  readonly dataFolder: string;
  readonly engine: Pick<Engine, 'ask' | 'status'>;
  readonly log: (message: string) => void;
  readonly now?: () => number;
  readonly knownOrders?: KnownOrders;
}

/** Runs imports in the background, one after another. */
export interface Importer {
  /** Looks at once whether there is something to run or to stop. */
  wake(): void;
  /** Stops between two pieces; the job stays as it is and goes on at the next start. */
  stop(): Promise<void>;
  /** Resolves when nothing is left to run (tests, command line). */
  idle(): Promise<void>;
}

const PROGRESS_MS = 1000;
const LOOK_MS = 5000;
const RETRY_MS = 2000;

/** Starts the importer; jobs that a former process left unfinished go on by themselves. */
export function startImporter(deps: ImporterDeps): Importer {
  const { pool, log } = deps;
  const now = deps.now ?? Date.now;
  const stopping = new AbortController();
  let current: { readonly id: string; readonly cancelling: AbortController } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  let isAskedAgain = false;

  function look(): void {
    clearTimeout(timer);
    if (stopping.signal.aborted) return;
    isAskedAgain = true;
    if (current) void noticeCancelling(current);
    working ??= workOff().finally(() => {
      working = undefined;
      timer = setTimeout(look, isAskedAgain ? RETRY_MS : LOOK_MS);
      timer.unref();
    });
  }

  /** Runs job after job. What went wrong outside the file is tried again; what is wrong with it ends the job. */
  async function workOff(): Promise<void> {
    try {
      while (!stopping.signal.aborted) {
        isAskedAgain = false;
        const job = await nextJob(pool);
        if (job) await runJob(job);
        else if (!isAskedAgain) return;
      }
    } catch (error) {
      isAskedAgain = true;
      if (!stopping.signal.aborted) log(`an import is interrupted and goes on in a moment: ${reasonOf(error)}`);
    }
  }

  async function runJob(job: Job): Promise<void> {
    const cancelling = new AbortController();
    if (job.isCancelling) cancelling.abort();
    current = { id: job.id, cancelling };
    const progress: Progress = { linesDone: 0, linesTotal: job.total };
    const startedAt = performance.now();
    const speed = () => Math.round(progress.linesDone / Math.max(0.001, (performance.now() - startedAt) / 1000));
    const beat = setInterval(() => {
      void saveProgress(pool, job.id, {
        done: progress.linesDone,
        total: progress.linesTotal,
        linesPerSecond: speed(),
      }).then(
        (isCancelling) => isCancelling && cancelling.abort(),
        () => {},
      );
    }, PROGRESS_MS);
    try {
      const ending = await attempt(job, progress, AbortSignal.any([cancelling.signal, stopping.signal]));
      if (stopping.signal.aborted && !cancelling.signal.aborted) return;
      clearInterval(beat);
      if (!job.isDryRun) await endStory(deps.engine, job);
      await endJob(
        pool,
        job.id,
        { ...ending, done: progress.linesDone, total: progress.linesTotal, linesPerSecond: speed() },
        new Date(now()),
      );
    } finally {
      clearInterval(beat);
      current = undefined;
    }
  }

  async function attempt(
    job: Job,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Pick<Ending, 'state' | 'report' | 'error' | 'setAside'>> {
    const table = keptTable(pool.ring.source('log'), deps.dataFolder, job.id, job.format);
    try {
      if (job.isDryRun) {
        const { report, setAside } = await dryRun(table, job, deps, signal);
        Object.assign(progress, { linesDone: report.lines, linesTotal: report.lines });
        return { state: 'checked', report, error: null, setAside };
      }
      const { nextId } = await readShard(pool);
      const firstId = await keepFirstId(pool, job.id, nextId - 1);
      const { report, setAside } = await recordFile(table, job, firstId, deps, progress, signal);
      return { state: signal.aborted ? 'cancelled' : 'done', report, error: null, setAside };
    } catch (error) {
      if (signal.aborted && (error as Error).name === 'AbortError')
        return { state: 'cancelled', report: null, error: null, setAside: new Map() };
      const fault = fileFault(error);
      if (fault === undefined) throw error;
      return { state: 'failed', report: null, error: fault, setAside: new Map() };
    }
  }

  async function noticeCancelling({ id, cancelling }: NonNullable<typeof current>): Promise<void> {
    const job = await findJob(pool, id).catch(() => undefined);
    if (job?.isCancelling) cancelling.abort();
  }

  dropStaleArrivals(deps.dataFolder, Date.now()).catch((error: unknown) =>
    log(`unfinished uploads could not be dropped: ${reasonOf(error)}`),
  );
  look();
  return {
    wake: look,
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await working;
    },
    async idle() {
      while (working) await working;
    },
  };
}

/** What is wrong with the file itself; undefined for what may be better in a moment. */
function fileFault(error: unknown): JobFault | undefined {
  if (error instanceof Problem) {
    const isOfFile = error.code.startsWith('import.') || error.code === 'request.too-large';
    return isOfFile ? { message: error.message, ...error.why } : undefined;
  }
  if ((error as { code?: string }).code === 'ENOENT')
    return {
      message: 'The uploaded file is no longer in the data folder. Upload it again.',
      ...because('file.gone', {}),
    };
  if (error instanceof CannotOpen)
    return {
      message: 'The uploaded file in the data folder is damaged. Upload it again.',
      ...because('file.keptDamaged', {}),
    };
  // A fault of ours would come again with every attempt; the job must not run for ever.
  if (error instanceof TypeError || error instanceof RangeError) {
    const { message } = error;
    return { message: `The file cannot be imported: ${message}`, ...because('file.unforeseen', { message }) };
  }
  return undefined;
}
