import { Problem } from '../platform/problem.ts';
import { changesOf } from './audit.ts';
import type { AnyCollection } from './collection.ts';
import type { Fact } from './facts.ts';
import type { Answer, LoggedInput } from './input.ts';
import { noteHeard } from './heard.ts';
import { findKnown, keyConflict, noteConflict, refusedBy, wasSetAside } from './known-answer.ts';
import { keys } from './keys.ts';
import { loadAhead } from './load-ahead.ts';
import type { InputHandler, TurnModule } from './module.ts';
import { type Deciding, type FollowUp, Scope } from './scope.ts';
import { subjectTimers, timers, withoutTimer } from './timers.ts';
import { type Layer, LoadFailed, Missing, type World, mergeLayer, putInLayer } from './world.ts';

/** An input that no scope could take: kept, with its error, for people to see and to take again. */
export interface SetAside {
  readonly id: number;
  readonly at: Place | undefined;
  readonly kind: string;
  readonly body: unknown;
  readonly error: string;
}

/** Where in the log an input stands, or which timer it was: `timer:<subject>`, the instant for which it was due, 0. */
export interface Place {
  readonly lane: string;
  readonly position: number;
  readonly index: number;
}

export const placeOf = ({ lane, position, index }: Place) => `${lane}:${position}:${index}`;
export const timerPlace = (subject: number, dueAt: number): Place => ({
  lane: `timer:${subject}`,
  position: dueAt,
  index: 0,
});

/** One decided turn, not saved yet: everything that changes, and everything to be answered after the commit. */
export interface Draft {
  readonly number: number;
  /** Epoch milliseconds; never runs backwards from turn to turn. */
  readonly now: number;
  readonly inputs: LoggedInput[];
  readonly swept: readonly number[];
  readonly sweptUntil: number;
  readonly firstFact: number;
  readonly layer: Layer;
  readonly journals: unknown[][];
  readonly facts: Fact[];
  readonly answers: Answer[];
  readonly setAside: SetAside[];
  /** Places whose data the store refused: set aside without being decided. */
  readonly refused: ReadonlyMap<string, string>;
  timersFired: number;
  nextId: number;
}

/** What a turn takes. */
export interface Taking {
  readonly number: number;
  readonly now: number;
  readonly inputs: readonly LoggedInput[];
  /** Subjects with due timers, in order of their first due instant, and the instant up to which they fire. */
  readonly swept: readonly number[];
  readonly sweptUntil: number;
  readonly nextId: number;
  readonly refused?: Draft['refused'];
}

const NONE: Draft['refused'] = new Map();

/** The modules' handlers, joined once at start. */
export interface Rules {
  // Bodies are typed where modules declare them; here any kind meets its own handler by name.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly inputs: ReadonlyMap<string, InputHandler<any>>;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly on: ReadonlyMap<string, readonly ((scope: Scope, fact: Fact<any>) => void)[]>;
  readonly perSubject: readonly AnyCollection[];
  readonly collections: readonly AnyCollection[];
  readonly audit: TurnModule['audit'];
  readonly defer: TurnModule['defer'];
  readonly deciding: Deciding;
}

/** A chain of facts longer than this is a loop between modules. */
const FACTS_PER_SCOPE_LIMIT = 10_000;
/** A longer chain of subjects that ask each other is a loop between modules. */
const FOLLOW_UPS_IN_A_ROW_LIMIT = 100;

export function joinRules(modules: readonly TurnModule[], engineCollections: readonly AnyCollection[]): Rules {
  const inputs = new Map<string, InputHandler<unknown>>();
  const on = new Map<string, ((scope: Scope, fact: Fact) => void)[]>();
  for (const module of modules) {
    for (const [kind, handler] of Object.entries(module.inputs)) {
      if (inputs.has(kind)) throw new Error(`two modules decide the input ${kind}`);
      inputs.set(kind, handler);
    }
    for (const [kind, follow] of Object.entries(module.on ?? {})) {
      on.set(kind, [...(on.get(kind) ?? []), follow as (scope: Scope, fact: Fact) => void]);
    }
  }
  const collections = [...engineCollections, ...modules.flatMap((module) => module.collections)];
  const rules: Rules = {
    inputs,
    on,
    perSubject: [timers, ...modules.flatMap((module) => module.perSubject ?? [])],
    collections,
    audit: modules.find((module) => module.audit)?.audit,
    defer: modules.find((module) => module.defer)?.defer,
    deciding: {
      decide: (scope, kind, body) => decideBody(rules, scope, kind, body),
      changes: (scope) => changesOf(scope, collections),
    },
  };
  return rules;
}

/** Decides a turn over the world. Reads the store only for what is not in memory; writes nothing. */
export async function decideTurn(world: World, rules: Rules, taking: Taking): Promise<Draft> {
  const draft: Draft = {
    number: taking.number,
    now: taking.now,
    inputs: [],
    swept: taking.swept,
    sweptUntil: taking.sweptUntil,
    firstFact: taking.nextId,
    layer: [],
    journals: [],
    facts: [],
    answers: [],
    setAside: [],
    refused: taking.refused ?? NONE,
    timersFired: 0,
    nextId: taking.nextId,
  };
  world.pushLayer(draft.layer);
  await loadAhead(world, rules, taking.inputs, taking.swept);
  await sweep(world, rules, draft);
  for (const logged of taking.inputs) await decideInput(world, rules, draft, logged);
  return draft;
}

/** Decides further inputs of the same lane in a turn that is not saved yet. */
export async function decideMore(
  world: World,
  rules: Rules,
  draft: Draft,
  inputs: readonly LoggedInput[],
): Promise<void> {
  await loadAhead(world, rules, inputs, []);
  for (const logged of inputs) await decideInput(world, rules, draft, logged);
}

/** Fires due timers in order of their instants over all swept subjects. */
async function sweep(world: World, rules: Rules, draft: Draft): Promise<void> {
  const due = new Map<number, number>();
  const note = (subject: number) => {
    const first = world.get(timers, subject)?.list[0];
    if (first && first.dueAt <= draft.sweptUntil) due.set(subject, first.dueAt);
    else due.delete(subject);
  };
  for (const subject of draft.swept) note(subject);
  // Few subjects have several timers due at once, so that the order is nearly that of the sweep already.
  const order = [...due].sort((a, b) => a[1] - b[1] || a[0] - b[0]).map(([subject]) => subject);
  while (order.length > 0) {
    const subject = order.shift()!;
    await fireFirstTimer(world, rules, draft, subject);
    note(subject);
    const next = due.get(subject);
    if (next === undefined) continue;
    const at = order.findIndex((other) => due.get(other)! > next || (due.get(other) === next && other > subject));
    if (at < 0) order.push(subject);
    else order.splice(at, 0, subject);
  }
}

async function fireFirstTimer(world: World, rules: Rules, draft: Draft, subject: number): Promise<void> {
  const own = world.get(timers, subject)!;
  const timer = own.list[0]!;
  draft.timersFired++;
  const rest = subjectTimers(withoutTimer(own.list, timer.kind, timer.key), own.isHeld, draft.now);
  const place = timerPlace(subject, timer.dueAt);
  const refusal = draft.refused.get(placeOf(place));
  if (refusal !== undefined) {
    putInLayer(draft.layer, timers.slot, subject, rest);
    setInputAside(draft, place, timer.kind, timer.body, refusal);
    return;
  }
  const frame = {
    now: timer.dueAt,
    cause: `timer:${subject}:${timer.kind}:${timer.key}@${new Date(timer.dueAt).toISOString()}`,
    isHistory: own.isHeld,
    isTimer: true,
    toldAt: Infinity,
  };
  await decideScope(world, rules, draft, frame, timer.kind, timer.body, undefined, (scope) =>
    scope.set(timers, subject, rest),
  );
}

async function decideInput(world: World, rules: Rules, draft: Draft, logged: LoggedInput): Promise<void> {
  draft.inputs.push(logged);
  const { input } = logged;
  const cause = placeOf(logged);
  const known = input.key === undefined ? undefined : await findKnown(world, draft, input.key, input.formerKeys);
  if (known) {
    draft.answers.push(known.hash === (input.hash ?? '') ? known.answer : await conflictOf(world, draft, logged));
    return;
  }
  // Behind the look for its key: what was answered under that is never answered otherwise.
  const refusal = draft.refused.get(cause);
  if (refusal !== undefined) {
    const answer =
      input.again === undefined ? setInputAside(draft, logged, input.kind, input.body, refusal) : wasSetAside();
    keepAnswer(draft, logged, answer);
    draft.answers.push(answer);
    return;
  }
  const now = input.history ? Math.min(input.at ?? draft.now, draft.now) : draft.now;
  const subject = await subjectOf(world, rules, input.kind, input.body);
  if (subject !== undefined) await fireDueTimers(world, rules, draft, subject, now);
  const toldAt = logged.lane === 'bulk' ? (input.askedAt ?? logged.acceptedAt) : Infinity;
  const frame = { now, cause, isHistory: input.history === true, isTimer: false, toldAt, subject };
  draft.answers.push(await decideScope(world, rules, draft, frame, input.kind, input.body, logged));
}

/** Whose input it is; nobody's where that cannot be told, as deciding it then tells what is wrong. No input may stop the log. */
function subjectOf(world: World, rules: Rules, kind: string, body: unknown): Promise<number | undefined> {
  return retryMissing(world, () => {
    try {
      return rules.inputs.get(kind)?.subject?.(world, body);
    } catch (error) {
      if (error instanceof Missing) throw error;
      return undefined;
    }
  });
}

async function fireDueTimers(world: World, rules: Rules, draft: Draft, subject: number, now: number): Promise<void> {
  await world.ensure(timers, [subject]);
  for (;;) {
    const first = world.get(timers, subject)?.list[0];
    if (!first || first.dueAt > now) return;
    await fireFirstTimer(world, rules, draft, subject);
  }
}

/** Where nobody waits to hear of it, staff is told: once. */
async function conflictOf(world: World, draft: Draft, logged: LoggedInput): Promise<Answer> {
  const { kind, body, key = '', hash = '', setsConflictAside } = logged.input;
  if (!setsConflictAside) return keyConflict();
  if (!(await noteConflict(world, draft, key, hash))) return wasSetAside();
  return setInputAside(draft, logged, kind, body, `Its key was used before with another body: ${key}`);
}

/** Decides an input in a scope, and what follows from its facts. */
function decideBody(rules: Rules, scope: Scope, kind: string, body: unknown): unknown {
  const handler = rules.inputs.get(kind);
  if (!handler) throw new Error(`no module decides the input ${kind}`);
  const decided = handler.decide(scope, body);
  followFacts(rules, scope);
  // An answer that tells what other modules did is composed after they did it.
  return typeof decided === 'function' ? (decided() as unknown) : decided;
}

/** Keeps an input for approval where the rules of the shop ask for that, and tells under which id. */
function deferInput(rules: Rules, scope: Scope, { input }: LoggedInput, subject: number | undefined) {
  const { kind, body, by, key, hash = '' } = input;
  if (!by) return undefined;
  const weigh = () => rules.inputs.get(kind)?.weigh?.(scope, body) ?? 1;
  return rules.defer?.(scope, { kind, body, by, subject, weigh, ...(key === undefined ? {} : { key, hash }) });
}

/** Decides one scope and merges it when it succeeds; a Problem is a refusal, anything else sets the input aside. */
async function decideScope(
  world: World,
  rules: Rules,
  draft: Draft,
  frame: {
    now: number;
    cause: string;
    isHistory: boolean;
    isTimer: boolean;
    toldAt: number;
    subject?: number | undefined;
  },
  kind: string,
  body: unknown,
  logged: LoggedInput | undefined,
  before?: (scope: Scope) => void,
  depth = 0,
): Promise<Answer> {
  let answer: Answer;
  let followUps: readonly FollowUp[] = [];
  try {
    const done = await retryMissing(world, () => {
      const scope = new Scope(world, { ...frame, turnNow: draft.now, nextId: draft.nextId, deciding: rules.deciding });
      before?.(scope);
      const id = logged && deferInput(rules, scope, logged, frame.subject);
      if (id !== undefined) return { scope, answer: { status: 'deferred', id } as const };
      const decided = decideBody(rules, scope, kind, body);
      const by = logged?.input.by;
      if (by) rules.audit?.(scope, { kind, body, by, changes: changesOf(scope, rules.collections) });
      if (scope.followUps.length > 0 && depth === FOLLOW_UPS_IN_A_ROW_LIMIT)
        throw new Error(
          `more than ${FOLLOW_UPS_IN_A_ROW_LIMIT} follow-ups in a row: do subjects ask each other in a circle?`,
        );
      return { scope, answer: { status: 'ok', body: decided ?? null } as const };
    });
    answer = done.answer;
    mergeScope(draft, done.scope);
    followUps = done.scope.followUps;
  } catch (error) {
    if (error instanceof LoadFailed) throw error;
    // A refused or failing timer must not fire again: only its removal is kept.
    if (before) {
      const scope = new Scope(world, { ...frame, turnNow: draft.now, nextId: draft.nextId, deciding: rules.deciding });
      before(scope);
      mergeScope(draft, scope);
    }
    answer =
      error instanceof Problem
        ? refusedBy(error)
        : logged?.input.again === undefined
          ? setInputAside(draft, logged, kind, body, String((error as Error)?.stack ?? error))
          : wasSetAside();
  }
  keepAnswer(draft, logged, answer);
  for (const follow of followUps) {
    const subject = await subjectOf(world, rules, follow.kind, follow.body);
    if (subject !== undefined) await fireDueTimers(world, rules, draft, subject, frame.now);
    await decideScope(world, rules, draft, frame, follow.kind, follow.body, undefined, undefined, depth + 1);
  }
  return answer;
}

/** What was answered under a key stays, refusals and set-aside inputs included: those are taken again by staff only. */
function keepAnswer(draft: Draft, logged: LoggedInput | undefined, answer: Answer): void {
  if (logged?.input.key === undefined) return;
  if (logged.input.again !== undefined && answer.status !== 'ok') return;
  putInLayer(draft.layer, keys.slot, logged.input.key, { hash: logged.input.hash ?? '', answer, at: draft.now });
}

function followFacts(rules: Rules, scope: Scope): void {
  for (; scope.followed < scope.facts.length; scope.followed++) {
    if (scope.followed > FACTS_PER_SCOPE_LIMIT)
      throw new Error(`more than ${FACTS_PER_SCOPE_LIMIT} facts from one input: do two modules answer each other?`);
    const fact = scope.facts[scope.followed]!;
    for (const follow of rules.on.get(fact.kind) ?? []) follow(scope, fact);
  }
}

function mergeScope(draft: Draft, scope: Scope): void {
  mergeLayer(draft.layer, scope.layer);
  scope.journals.forEach((rows, slot) => (draft.journals[slot] ??= []).push(...rows));
  for (const fact of scope.facts) draft.facts.push(fact);
  noteHeard(draft.layer, scope.facts);
  draft.nextId = scope.nextId;
}

function setInputAside(draft: Draft, at: Place | undefined, kind: string, body: unknown, error: string): Answer {
  draft.setAside.push({ id: draft.nextId++, at, kind, body, error: error.slice(0, 4000) });
  return wasSetAside();
}

/** Runs a decision; when it reads what is not in memory, loads that and runs it again from the start. */
async function retryMissing<T>(world: World, run: () => T): Promise<T> {
  for (;;) {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      await world.ensure(error.collection, [error.key]);
    }
  }
}
