/**
 * The first step of `npm start`: installs and builds what is missing. Runs on any Node from 20 on; the server then takes the
 * place of this process under the project's Node, so that nothing of the building stays in memory.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureAdminBuilt } from './build-admin.mjs';
import { ensureInstalled, root, stopWith } from './install.mjs';

try {
  await ensureInstalled();
  if (existsSync(join(root, 'admin/index.html'))) await ensureAdminBuilt();
} catch (error) {
  stopWith(error);
}
