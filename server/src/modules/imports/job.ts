import type { ImportMapping, ImportReport, ImportState } from '@shuke/contract';
import type { Reasoned } from '../../platform/problem.ts';
import type { FileFormat } from './file-format.ts';

/** Why an import failed. */
export type JobFault = Reasoned & { readonly message: string };

/** One uploaded file and what became of it. */
export interface Job {
  readonly id: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly format: FileFormat;
  readonly headers: readonly string[];
  readonly samples: readonly Readonly<Record<string, string>>[];
  readonly mapping: ImportMapping;
  readonly state: ImportState;
  readonly isDryRun: boolean;
  readonly isCancelling: boolean;
  readonly done: number;
  readonly total: number;
  readonly linesPerSecond: number;
  readonly firstId: number | null;
  readonly report: ImportReport | null;
  readonly error: JobFault | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** What may be asked of an import in which state. */
export const allowedStates = {
  map: ['mapping', 'checked', 'cancelled', 'failed'],
  run: ['mapping', 'checked', 'cancelled', 'failed'],
  cancel: ['mapping', 'checking', 'checked', 'running'],
} as const satisfies Record<string, readonly ImportState[]>;
export type JobAction = keyof typeof allowedStates;
