import { Worker } from 'node:worker_threads';
import type { CipherKey, KeySource, SuiteName } from '../../platform/crypto/index.ts';
import { because, Problem } from '../../platform/problem.ts';

/** What the thread needs: the upload and its table are sealed with one key, which was current a moment ago. */
export interface WorkbookWork {
  readonly folder: string;
  readonly suite: SuiteName;
  readonly key: CipherKey;
}

/** A workbook unfolds to a hundred times its size in memory; beyond this, CSV is the way. */
const WORKBOOK_MEMORY_MB = 1536;
const WORKBOOK_TIMEOUT_MS = 180_000;

/**
 * Writes the first sheet of the folder's workbook as CSV (UTF-8), in a thread of its own with bounded memory: unfolding must neither
 * hold up the tills nor end the server.
 */
export async function convertXlsx(keys: KeySource, folder: string): Promise<void> {
  const { suite, key } = keys.current();
  const workerData: WorkbookWork = { folder, suite: suite.name, key: { version: key.version, secret: key.secret } };
  const worker = new Worker(new URL('./xlsx-worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: WORKBOOK_MEMORY_MB },
  });
  const timeout = setTimeout(() => void worker.terminate(), WORKBOOK_TIMEOUT_MS);
  try {
    const outcome = await new Promise<string>((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
      worker.on('exit', () => resolve('stopped'));
    });
    if (outcome === 'stopped') throw tooLarge();
    if (outcome !== 'done')
      throw new Problem(
        'import.file',
        `The workbook cannot be read (${outcome}). Open it in Excel and save it again as .xlsx or as CSV UTF-8.`,
        because('file.workbookDamaged', {}),
      );
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY') throw tooLarge();
    throw error;
  } finally {
    clearTimeout(timeout);
    await worker.terminate();
  }
}

function tooLarge(): Problem {
  return new Problem(
    'import.file',
    'The workbook is too large to be unfolded here. Save the sheet as CSV UTF-8 and import that.',
    because('file.workbookTooLarge', {}),
  );
}
