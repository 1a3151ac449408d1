import type { AnyCollection } from './collection.ts';
import type { Fact } from './facts.ts';
import { callModule } from './calls.ts';
import { heard } from './heard.ts';
import { historyModule } from './history.ts';
import { keys } from './keys.ts';
import type { TurnModule } from './module.ts';
import { type SubjectTimers, timers } from './timers.ts';
import { type Draft, type Taking, decideTurn, joinRules } from './turn.ts';
import { type Layer, World, mergeLayer } from './world.ts';

/** What a turn of a simulation takes; what is left out follows from the state. */
export type SimulatedTurn = Pick<Taking, 'now' | 'inputs'> & Partial<Taking>;

/**
 * The same decisions over memory instead of Postgres, with whatever clock the caller has in mind.
 * Used to replay history through a draft, and to prove that both stores come to the same.
 */
export interface Simulation {
  take(turn: SimulatedTurn): Promise<Draft>;
  /** Every value of a collection, by key. */
  all<K extends string | number>(of: AnyCollection): ReadonlyMap<K, unknown>;
  readonly journals: readonly (readonly unknown[])[];
  readonly facts: readonly Fact[];
  readonly setAside: readonly { readonly kind: string; readonly error: string }[];
}

const FIRST_ID = 1000;

export function openSimulation(modules: readonly TurnModule[]): Simulation {
  const rules = joinRules([historyModule, callModule, ...modules], [keys, timers, heard]);
  const memory: Layer = [];
  const journals: unknown[][] = [];
  const facts: Fact[] = [];
  const setAside: Draft['setAside'] = [];
  const world = new World(async (of, asked) =>
    asked.flatMap((key) => (memory[of.slot]?.has(key) ? [[key, memory[of.slot]!.get(key)] as const] : [])),
  );
  let number = 0;
  let nextId = FIRST_ID;

  return {
    journals,
    facts,
    setAside,
    all: <K extends string | number>(of: AnyCollection) => (memory[of.slot] ?? new Map()) as ReadonlyMap<K, unknown>,
    async take(turn) {
      const due = turn.swept ? [] : dueSubjects(memory[timers.slot], turn.now);
      const draft = await decideTurn(world, rules, {
        number: number + 1,
        nextId,
        swept: due,
        sweptUntil: turn.now,
        ...turn,
      });
      number = draft.number;
      nextId = draft.nextId;
      world.settle(draft.layer);
      world.trim(rules.collections);
      mergeLayer(memory, draft.layer);
      draft.journals.forEach((rows, slot) => (journals[slot] ??= []).push(...rows));
      facts.push(...draft.facts);
      setAside.push(...draft.setAside);
      return draft;
    },
  };
}

function dueSubjects(all: Map<string | number, unknown> | undefined, until: number): number[] {
  const due: [number, number][] = [];
  for (const [subject, own] of all ?? []) {
    const first = (own as SubjectTimers).list[0];
    if (first && first.dueAt <= until && !(own as SubjectTimers).isHeld) due.push([subject as number, first.dueAt]);
  }
  return due.sort((a, b) => a[1] - b[1] || a[0] - b[0]).map(([subject]) => subject);
}
