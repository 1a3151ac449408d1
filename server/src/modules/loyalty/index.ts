export { checkLedger } from './check-ledger.ts';
export { loyaltyRoutes } from './routes.ts';
export { ladder, tierOf, tierProgress, tierWords } from './tier.ts';
export { loyaltyModule } from './turn.ts';
export { readEntries, readStanding } from './views.ts';
