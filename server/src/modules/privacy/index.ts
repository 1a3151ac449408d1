export { checkConsents } from './check-consents.ts';
export { type ConsentRules, consentRules, needsOfConsents } from './consent.ts';
export { type Eraser, startEraser } from './eraser.ts';
export { type CopyOf } from './member-copy.ts';
export { type Drop, type Retainer, startRetainer } from './retainer.ts';
export { type Dropped, inTouchSince } from './retention.ts';
export { privacyRoutes } from './routes.ts';
export { readConsents } from './views.ts';
export { privacyModule } from './turn.ts';
