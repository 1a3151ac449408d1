import type { ProblemBody } from '@shuke/contract';
import { Problem } from '../platform/problem.ts';
import type { Answer } from './input.ts';
import { type KeyedAnswer, keys } from './keys.ts';
import { type Layer, type World, putInLayer } from './world.ts';

/** Of so many other bodies under one key it is known that they were set aside. */
const OTHERS_LIMIT = 50;

interface Deciding {
  readonly layer: Layer;
  readonly now: number;
}

/** What was answered under a key, or under one that the same had before: from then on under the one that it has now. */
export async function findKnown(
  world: World,
  { layer }: Deciding,
  key: string,
  formerKeys: readonly string[] = [],
): Promise<KeyedAnswer | undefined> {
  for (const one of [key, ...formerKeys]) {
    const known = await world.loaded(keys, one);
    if (known && one !== key) putInLayer(layer, keys.slot, key, known);
    if (known) return known;
  }
  return undefined;
}

/** Notes that another body was asked under a key; false where that is known. */
export async function noteConflict(world: World, { layer, now }: Deciding, key: string, hash: string) {
  const place = `${key}\nothers`;
  const before = (await world.loaded(keys, place))?.answer;
  const others = before?.status === 'ok' ? (before.body as string[]) : [];
  if (others.includes(hash)) return false;
  const answer: Answer = { status: 'ok', body: [...others, hash].slice(-OTHERS_LIMIT) };
  putInLayer(layer, keys.slot, place, { hash: '', answer, at: now });
  return true;
}

export function keyConflict(): Answer {
  return refusedBy(
    new Problem(
      'key.conflict',
      'This idempotency key was used before with another body. Send the same body, or use a new key.',
    ),
  );
}

export const wasSetAside = (): Answer =>
  refusedBy(
    new Problem(
      'engine.set-aside',
      'This could not be decided and was set aside, with its error, for staff to look at. It need not be sent again.',
    ),
  );

export function refusedBy(problem: Problem): Answer {
  const body: ProblemBody = problem.toBody();
  return { status: 'refused', problem: body };
}
