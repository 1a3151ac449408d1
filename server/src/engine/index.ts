export { bodyOf, decideOne } from './decide-one.ts';
export { type AnyCollection, type Collection, type Journal, collection, journal } from './collection.ts';
export { type Engine, type EngineOptions, startEngine } from './engine.ts';
export type { Fact, FactKind, Facts } from './facts.ts';
export { type Answer, type Input, type InputKind, type Inputs, type Lane, input } from './input.ts';
export { type Need, type Reader, type TurnModule, turnModule } from './module.ts';
export type { Scope } from './scope.ts';
