import { checkTurns } from './engine/index.ts';
import { verifyTrail } from './modules/access/index.ts';
import { checkOrders } from './modules/activity/index.ts';
import { memberKeys } from './modules/members/index.ts';
import { checkLedger } from './modules/loyalty/index.ts';
import { checkConsents } from './modules/privacy/index.ts';
import { checkTags } from './modules/tags/index.ts';
import type { Breach } from './platform/find-breaches.ts';
import type { Source } from './platform/database.ts';

/** Whether the audit trail is whole and as it was written. */
export const checkTrail = (db: Source) => verifyTrail(db, memberKeys);

/** Whatever in the database breaks a rule that must always hold; empty when all is well. */
export async function checkBooks(db: Source): Promise<Breach[]> {
  const { breach } = await checkTrail(db);
  return [
    ...(await checkTurns(db)),
    ...(await checkOrders(db)),
    ...(await checkLedger(db)),
    ...(await checkConsents(db)),
    ...(await checkTags(db)),
    ...(breach ? [breach] : []),
  ];
}
