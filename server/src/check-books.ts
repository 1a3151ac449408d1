import { checkTurns } from './engine/index.ts';
import { verifyTrail } from './modules/access/index.ts';
import { checkOrders } from './modules/activity/index.ts';
import { checkLedger } from './modules/loyalty/index.ts';
import { checkConsents } from './modules/privacy/index.ts';
import type { Breach } from './platform/find-breaches.ts';
import type { Queryable } from './platform/postgres.ts';

/** Whatever in the database breaks a rule that must always hold; empty when all is well. */
export async function checkBooks(db: Queryable): Promise<Breach[]> {
  const { breach } = await verifyTrail(db);
  return [
    ...(await checkTurns(db)),
    ...(await checkOrders(db)),
    ...(await checkLedger(db)),
    ...(await checkConsents(db)),
    ...(breach ? [breach] : []),
  ];
}
