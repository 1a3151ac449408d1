export { type AnyCollection, type Collection, type Journal, collection, journal } from './collection.ts';
export { checkTurns } from './check-turns.ts';
export { bodyOf, decideCall, decideOne } from './decide-one.ts';
export { startDecider } from './decider.ts';
export { type Engine, type OwnEngine, followEngine, openEngine, startEngine } from './engine.ts';
export type { Fact, FactKind, Facts } from './facts.ts';
export { type Audited, type Change, type PersonalChange, fieldChanges } from './audit.ts';
export {
  type Actor,
  type Answer,
  type Input,
  type InputKind,
  type Inputs,
  type Keyed,
  type Lane,
  input,
} from './input.ts';
export { type Once, openOnce, partOf } from './once.ts';
export { type Asked, type Need, type Reader, type TurnModule, turnModule } from './module.ts';
export type { Imagined, Scope } from './scope.ts';
export { needsOfTimers } from './timers.ts';
export { countWaiting, readSetAside, replaySetAside } from './set-aside.ts';
export { type MadeKeys, renewMadeKeys, sealKeys } from './keys.ts';
export { dropInputsBefore } from './drop-inputs.ts';
export { heard } from './heard.ts';
export { isHistoryTold } from './history.ts';
export { type Stood, blankInputs } from './blank-inputs.ts';
export { decidedUntilNow, eraseInputs, wholeLog } from './erase-inputs.ts';
export { readShard } from './shard.ts';
export { connectDecider } from './remote-decider.ts';
export { decidingThread } from './serve-decider.ts';
export { watchSink } from './remote-sink.ts';
export { type Sink, type SinkOptions, startSink } from './sink.ts';
export type { DerivedTable, SinkTables } from './sink-target.ts';
export { heardOfSince, readTimeline } from './timeline.ts';
