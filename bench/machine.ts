import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './percentile.ts';

/** Says where the figures below come from; a figure without its machine says nothing. */
export async function printMachine(): Promise<void> {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  console.log(`machine   ${processors.length} cores, ${model}, ${(totalmem() / 2 ** 30).toFixed(0)} GB memory`);
  console.log(`system    ${process.platform} ${process.arch}, Node ${process.versions.node}`);
  console.log(
    `disk      ${fsyncMs().toFixed(2)} ms for a synced write of 8 kB in the temporary folder (median of 40)\n`,
  );
}

function fsyncMs(): number {
  const file = join(tmpdir(), `shuke-bench-fsync-${process.pid}`);
  const handle = openSync(file, 'w');
  try {
    const block = Buffer.alloc(8192, 1);
    return median(
      Array.from({ length: 40 }, (_, i) => {
        const startedAt = performance.now();
        writeSync(handle, block, 0, block.length, i * block.length);
        fsyncSync(handle);
        return performance.now() - startedAt;
      }),
    );
  } finally {
    closeSync(handle);
    rmSync(file);
  }
}
