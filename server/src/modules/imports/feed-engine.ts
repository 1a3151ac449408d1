import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, Engine, Input } from '../../engine/index.ts';
import { Problem } from '../../platform/problem.ts';
import type { Plan, Step } from './plan.ts';
import type { Tally } from './tally.ts';

/** How much goes to the engine at once, and how many such pieces may be under way. */
const STEPS_PER_PIECE = 200;
const LINES_PER_PIECE = 8000;
const PIECES_UNDER_WAY = 10;
const BUSY_WAIT_MS = 200;

interface Piece {
  readonly steps: readonly Step[];
  readonly answers: Promise<readonly Answer[]>;
}

/**
 * Tells the engine every step of a plan in order, through the bulk lane, and notes its answers. Stops early when `signal`
 * is aborted, after what is under way has been answered: what was told stays told.
 */
export async function feedEngine(
  engine: Pick<Engine, 'ask'>,
  plan: Plan,
  inputOf: (step: Step) => Input,
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  const underWay: Piece[] = [];
  const settleFirst = async () => {
    const { steps, answers } = underWay.shift()!;
    for (const [index, answer] of (await answers).entries()) tally.take(steps[index]!, answer);
  };
  for (const steps of pieces(plan)) {
    if (signal.aborted) break;
    underWay.push(tellPiece(engine, steps, inputOf));
    if (underWay.length >= PIECES_UNDER_WAY) await settleFirst();
  }
  while (underWay.length > 0) await settleFirst();
}

function tellPiece(engine: Pick<Engine, 'ask'>, steps: readonly Step[], inputOf: (step: Step) => Input): Piece {
  const built = steps.map((step) => buildOrRefuse(step, inputOf));
  const inputs = built.filter((one): one is Input => !('status' in one));
  const told = inputs.length === 0 ? Promise.resolve([]) : askWhenFree(engine, inputs);
  const answers = told.then((given) => {
    let next = 0;
    return built.map((one) => ('status' in one ? one : given[next++]!));
  });
  // A failure is met where the piece is settled; until then it must not count as unhandled.
  answers.catch(() => {});
  return { steps, answers };
}

/** What cannot be an input at all is refused here, with the same problem that the API would answer. */
export function buildOrRefuse(step: Step, inputOf: (step: Step) => Input): Input | Answer {
  try {
    return inputOf(step);
  } catch (error) {
    if (error instanceof Problem) return { status: 'refused', problem: error.toBody() };
    throw error;
  }
}

async function askWhenFree(engine: Pick<Engine, 'ask'>, inputs: readonly Input[]): Promise<readonly Answer[]> {
  for (;;) {
    try {
      return await engine.ask('bulk', inputs);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'engine.busy')) throw error;
      await wait(BUSY_WAIT_MS);
    }
  }
}

function* pieces({ steps, orders }: Plan): Generator<readonly Step[]> {
  let piece: Step[] = [];
  let lines = 0;
  for (const step of steps) {
    piece.push(step);
    if (step.kind === 'order') lines += orders[step.index]!.lines.length;
    if (piece.length < STEPS_PER_PIECE && lines < LINES_PER_PIECE) continue;
    yield piece;
    piece = [];
    lines = 0;
  }
  if (piece.length > 0) yield piece;
}
