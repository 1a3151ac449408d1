import type { Lane, LoggedInput } from './input.ts';
import type { Cursors } from './save.ts';
import { type Draft, placeOf, timerPlace } from './turn.ts';

/** What a turn is made of. */
export type Taken = Pick<Draft, 'swept' | 'sweptUntil'> & { readonly inputs: readonly LoggedInput[] };

/**
 * Finds the input or the timer whose data the store refuses: due timers and inputs get turns of their own, which hold half as
 * many each time they fail, until one remains. That one is set aside.
 */
export interface Bisection {
  /** Inputs and timers, by place, that are set aside without being decided, with the reason. */
  readonly refused: Map<string, string>;
  takesTimers(): boolean;
  takesInputs(): boolean;
  /** Subjects that the next turn sweeps at most. */
  subjectsLimit(): number;
  /** Inputs of a lane that the next turn takes at most. */
  inputsLimit(lane: Lane): number;
  /** A turn with so many swept subjects was committed, or none were due. */
  swept(count: number): void;
  /** The turns stand here now: what comes behind the inputs of a failed turn is under no suspicion. */
  reached(cursors: Cursors): void;
  /** The store refused a turn made of this. */
  failed(why: string, taken: Taken): void;
}

export function openBisection(): Bisection {
  const refused = new Map<string, string>();
  let subjects = Number.POSITIVE_INFINITY;
  const suspects = new Map<Lane, { readonly last: LoggedInput; readonly limit: number }>();

  const half = (of: readonly unknown[]) => Math.max(1, Math.floor(of.length / 2));

  function failedTimers({ swept, sweptUntil }: Taken, why: string): void {
    // With one subject alone, the sweep ends at the instant of its first timer.
    if (swept.length === 1 && subjects === 1) refused.set(placeOf(timerPlace(swept[0]!, sweptUntil)), why);
    subjects = half(swept);
  }

  function failedInputs({ inputs }: Taken, why: string): void {
    if (inputs.length === 1) refused.set(placeOf(inputs[0]!), why);
    else suspects.set(inputs[0]!.lane, { last: inputs.at(-1)!, limit: half(inputs) });
  }

  return {
    refused,
    takesTimers: () => Number.isFinite(subjects) || suspects.size === 0,
    takesInputs: () => !Number.isFinite(subjects),
    subjectsLimit: () => subjects,
    inputsLimit: (lane) => suspects.get(lane)?.limit ?? Number.POSITIVE_INFINITY,
    swept(count) {
      // With fewer than there may be, all that were due have fired.
      subjects = count < subjects ? Number.POSITIVE_INFINITY : subjects * 2;
    },
    reached(cursors) {
      for (const [lane, { last }] of suspects) {
        const at = cursors[lane];
        if (at.position > last.position || (at.position === last.position && at.index > last.index))
          suspects.delete(lane);
      }
    },
    failed(why, taken) {
      if (taken.swept.length === 0) failedInputs(taken, why);
      else if (taken.inputs.length === 0) failedTimers(taken, why);
      else {
        subjects = taken.swept.length;
        suspects.set(taken.inputs[0]!.lane, { last: taken.inputs.at(-1)!, limit: taken.inputs.length });
      }
    },
  };
}
