export { checkConsents } from './check-consents.ts';
export { allowsProfiling, mayMessage, mayProcess, needsOfConsents } from './consent.ts';
export { privacyRoutes } from './routes.ts';
export { privacyModule } from './turn.ts';
