import type { AnyCollection } from './collection.ts';
import type { LoggedInput } from './input.ts';
import { keys } from './keys.ts';
import { timers } from './timers.ts';
import type { Rules } from './turn.ts';
import type { World } from './world.ts';

/** Two rounds of set-based loading: what the inputs name, then the state of the subjects that were found. */
export async function loadAhead(
  world: World,
  rules: Rules,
  inputs: readonly LoggedInput[],
  swept: readonly number[],
): Promise<void> {
  const wanted = new Map<AnyCollection, Set<string | number>>();
  const want = (of: AnyCollection, key: string | number) => {
    const set = wanted.get(of);
    if (set) set.add(key);
    else wanted.set(of, new Set([key]));
  };
  const loadWanted = async () => {
    await Promise.all([...wanted].map(([of, asked]) => world.ensure(of, asked)));
    wanted.clear();
  };
  for (const { input } of inputs) {
    if (input.key !== undefined) for (const key of [input.key, ...(input.formerKeys ?? [])]) want(keys, key);
    for (const [of, key] of quietly(() => rules.inputs.get(input.kind)?.needs?.(input.body)) ?? []) want(of, key);
  }
  await loadWanted();
  for (const of of rules.perSubject) for (const subject of swept) want(of, subject);
  for (const { input } of inputs) {
    const handler = rules.inputs.get(input.kind);
    const subject = quietly(() => handler?.subject?.(world, input.body));
    if (subject !== undefined)
      for (const of of handler?.reads ? [timers, ...handler.reads] : rules.perSubject) want(of, subject);
    for (const [of, key] of quietly(() => handler?.needsThen?.(world, input.body)) ?? []) want(of, key);
  }
  await loadWanted();
}

/** Loading ahead is a help only: what is wrong with an input is told when it is decided. */
function quietly<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
