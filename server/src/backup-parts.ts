import { checkBooks } from './check-books.ts';
import { dropStraySecrets, livingOf, secretTable } from './modules/members/index.ts';
import { readErasures } from './modules/privacy/index.ts';
import { eraseAgain } from './erase-again.ts';
import { version } from './version.ts';

/** What backups have to know of the modules whose data they hold. */
export const backupParts = { version, secretTable, dropStraySecrets, checkBooks, readErasures, livingOf, eraseAgain };
