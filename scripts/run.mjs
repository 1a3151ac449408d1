/** Runs a TypeScript file under the project's Node: `node scripts/run.mjs FILE …`. Installs what is missing first. */
import { resolve } from 'node:path';
import { ensureInstalled, root, stopWith } from './install.mjs';
import { runUnderProjectNode } from './node26.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('Which file? node scripts/run.mjs FILE …');
  process.exit(2);
}
// Benchmarks measure with tools that a running shop does not need.
await ensureInstalled({ full: file.startsWith('bench/') }).catch(stopWith);
await runUnderProjectNode(resolve(root, file), args);
