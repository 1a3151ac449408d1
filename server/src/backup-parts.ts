import type { RestoreParts } from './modules/backup/index.ts';
import { checkBooks } from './check-books.ts';
import { dropStraySecrets, livingOf, secretTable } from './modules/members/index.ts';
import { dropErasures, inputsKeptSince, readErasures } from './modules/privacy/index.ts';
import { version } from './version.ts';

/** Loaded where it is needed: it takes all modules, and every command would wait for them. */
const eraseAgain: RestoreParts['eraseAgain'] = async (...asked) =>
  (await import('./erase-again.ts')).eraseAgain(...asked);

/** What backups have to know of the modules whose data they hold. */
export const backupParts = {
  version,
  secretTable,
  dropStraySecrets,
  checkBooks,
  readErasures,
  inputsKeptSince,
  dropErasures,
  livingOf,
  eraseAgain,
};
