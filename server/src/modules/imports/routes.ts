import {
  cancelImport,
  createImport,
  getImport,
  importMapping,
  listImports,
  mapImport,
  maskedImportCell,
  runImport,
  setAsideRows,
} from '@shuke/contract';
import type { Once } from '../../engine/index.ts';
import { check } from '../../platform/check.ts';
import { type NameOf, type Route, keptOf, route } from '../../platform/http.ts';
import { lensFor } from '../../platform/fields.ts';
import { page, readCursor } from '../../platform/paging.ts';
import { because, Problem } from '../../platform/problem.ts';
import { checkMapping } from './check-mapping.ts';
import type { Importer, ImporterDeps } from './importer.ts';
import { type Job, type JobAction, allowedStates } from './job.ts';
import { cancelJob, dropJob, findJob, listJobs, setAsideLines, setMapping, startJob } from './job-store.ts';
import { jobView } from './job-view.ts';
import { dropFolder, keptFolder, keptTable } from './kept-file.ts';
import { readUpload } from './read-upload.ts';
import { receiveFile } from './receive-file.ts';
import { writeSetAside } from './write-set-aside.ts';

export interface ImportRouteDeps extends Pick<ImporterDeps, 'pool' | 'dataFolder' | 'now'> {
  readonly importer: Pick<Importer, 'wake'>;
  readonly once: Once;
  callerNames(): Promise<NameOf>;
}

export function importRoutes({
  pool,
  dataFolder,
  importer,
  once,
  callerNames,
  now = Date.now,
}: ImportRouteDeps): Route[] {
  const must = async (id: string): Promise<Job> => {
    const job = await findJob(pool, id);
    if (!job) throw new Problem('import.unknown', `There is no import ${id}. GET /api/imports lists them.`);
    return job;
  };
  /** The job after a change of state; where it was in no state for it, a refusal that names the state. */
  const changed = async (id: string, action: JobAction, change: Promise<Job | undefined>): Promise<Job> =>
    (await change) ?? refuse(await must(id), action);

  async function run(job: Job, isDryRun: boolean): Promise<Job> {
    checkMapping(job.headers, job.mapping);
    const started = await changed(job.id, 'run', startJob(pool, job.id, isDryRun, new Date(now())));
    importer.wake();
    return started;
  }

  async function drop(id: string): Promise<void> {
    await dropJob(pool, id);
    await dropFolder(keptFolder(dataFolder, id));
  }

  async function map(job: Job, given: unknown): Promise<Job> {
    const mapping = check(importMapping, given, 'body') as Job['mapping'];
    checkMapping(job.headers, mapping);
    return changed(job.id, 'map', setMapping(pool, job.id, mapping));
  }

  const viewOf = async (job: Job) => jobView(job, await callerNames());

  return [
    route(
      createImport,
      async ({ query, caller, request, idempotency }) => {
        const upload = await readUpload(request, query.fileName);
        const { job, digest } = await receiveFile(pool, dataFolder, { ...upload, createdBy: keptOf(caller) });
        const mapping = (await upload.mapping()) ?? query.mapping;
        const hash = JSON.stringify([digest, mapping ?? null]);
        let isMine = false;
        try {
          return await once({ ...idempotency, hash }, async () => {
            const overrides = parseMapping(mapping);
            const mapped = overrides ? await map(job, { ...job.mapping, ...overrides }) : job;
            const view = await viewOf(query.start === 'true' ? await run(mapped, false) : mapped);
            isMine = true;
            return view;
          });
        } finally {
          // The caller never learns its id, so nobody could go on with it. What went wrong before is what is told.
          if (!isMine) await drop(job.id).catch(() => {});
        }
      },
      'own',
      'call',
    ),
    route(listImports, async ({ query }) => {
      const before = readCursor(query.cursor, ['number'])?.[0] ?? null;
      const jobs = await listJobs(pool, before === null ? null : String(before), query.limit + 1);
      const nameOf = await callerNames();
      return page(
        jobs,
        query.limit,
        (job) => [job.id],
        (job) => jobView(job, nameOf),
      );
    }),
    route(getImport, async ({ params }) => viewOf(await must(params.id))),
    route(mapImport, async ({ params, body }) => viewOf(await map(await must(params.id), body))),
    route(runImport, async ({ params, body }) => viewOf(await run(await must(params.id), body.dryRun))),
    route(cancelImport, async ({ params }) => {
      const cancelled = await changed(params.id, 'cancel', cancelJob(pool, params.id, new Date(now())));
      importer.wake();
      return viewOf(cancelled);
    }),
    route(
      setAsideRows,
      async ({ params, query, caller, reply }) => {
        const job = await must(params.id);
        const lines = await setAsideLines(pool, job.id, query.reason);
        void reply
          .header('content-type', 'text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="import-${job.id}-set-aside.csv"`);
        const table = keptTable(pool.ring.source('log'), dataFolder, job.id, job.format);
        const lens = lensFor(caller, query.isClear && caller.can('members.clear'));
        const mask = (header: string, cell: string) => maskedImportCell(job.mapping, header, cell, lens);
        return reply.send(writeSetAside(table, lines, caller.seesClear ? null : mask));
      },
      'none',
      'call',
    ),
  ];
}

function refuse(job: Job, action: JobAction): never {
  throw new Problem(
    'import.state',
    `Import ${job.id} is ${job.state}; this needs one of ${allowedStates[action].join(', ')}. Upload the file again to import it anew.`,
  );
}

function parseMapping(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  try {
    const parsed = JSON.parse(text) as unknown;
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Falls through to the same refusal as JSON of another shape.
  }
  throw new Problem(
    'import.mapping',
    'mapping must be a JSON object with parts of the mapping, e.g. {"currency":"GBP"}.',
    { faults: [{ field: 'mapping', message: 'must be a JSON object' }], ...because('mapping.noObject', {}) },
  );
}
