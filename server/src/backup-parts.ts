import { checkBooks } from './check-books.ts';
import { dropStraySecrets, secretTable } from './modules/members/index.ts';
import { version } from './version.ts';

/** What backups have to know of the modules whose data they hold. */
export const backupParts = { version, secretTable, dropStraySecrets, checkBooks };
