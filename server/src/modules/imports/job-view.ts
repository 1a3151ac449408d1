import type { ImportView } from '@shuke/contract';
import type { NameOf } from '../../platform/http.ts';
import type { Encoding } from './file-format.ts';
import type { Job } from './job.ts';

const encodingNames = {
  'utf-8': 'UTF-8',
  gb18030: 'GB18030',
  'windows-1252': 'Windows-1252',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
} satisfies Record<Encoding, string>;

/** An import as the API shows it; `nameOf` says who is meant by what is kept of a caller. */
export function jobView(job: Job, nameOf: NameOf): ImportView {
  const { done, total, linesPerSecond } = job;
  const isRunning = job.state === 'running' || job.state === 'checking';
  return {
    id: job.id,
    kind: 'orders',
    fileName: job.fileName,
    bytes: job.bytes,
    state: job.state,
    encoding: job.format.kind === 'xlsx' ? 'XLSX' : encodingNames[job.format.encoding],
    headers: [...job.headers],
    samples: job.samples.map((sample) => ({ ...sample })),
    mapping: job.mapping,
    isDryRun: job.isDryRun,
    progress: {
      done,
      total,
      linesPerSecond,
      remainingSeconds: isRunning && linesPerSecond > 0 ? Math.ceil(Math.max(0, total - done) / linesPerSecond) : null,
    },
    report: job.report,
    error: job.error?.message ?? null,
    why: { reason: job.error?.reason, values: job.error?.values },
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    createdBy: nameOf(job.createdBy),
  };
}
