export { ladder, tierOf, tierProgress } from './tier.ts';
export { loyaltyModule } from './turn.ts';
