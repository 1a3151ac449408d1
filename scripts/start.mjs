/** `npm start`: installs and builds what is missing, then runs the server. Runs on any Node from 20 on. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureAdminBuilt } from './build-admin.mjs';
import { ensureInstalled, root, stopWith } from './install.mjs';
import { runUnderProjectNode } from './node26.mjs';

try {
  await ensureInstalled();
  if (existsSync(join(root, 'admin/index.html'))) await ensureAdminBuilt();
} catch (error) {
  stopWith(error);
}
await runUnderProjectNode(join(root, 'server/src/main.ts'), process.argv.slice(2));
