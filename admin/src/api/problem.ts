import type { ProblemBody, ProblemCode } from '@shuke/contract';

/** What the server can refuse, what it puts to approval instead of doing it, and what only the browser sees. */
export type Code = ProblemCode | 'client.offline' | 'client.unreadable' | 'client.deferred';

export type Fault = NonNullable<ProblemBody['faults']>[number];

/** Why exactly, as the server tells it to programs. */
export type Reasoned = Pick<ProblemBody, 'reason' | 'values'>;

/** The one error of the admin: whatever goes wrong in a call is thrown as this. */
export class Problem extends Error {
  readonly code: Code;
  readonly detail: string;
  readonly faults: readonly Fault[];
  readonly why: Reasoned;

  constructor(code: Code, detail = '', faults: readonly Fault[] = [], why: Reasoned = {}) {
    super(`${code}: ${detail}`);
    this.name = 'Problem';
    this.code = code;
    this.detail = detail;
    this.faults = faults;
    this.why = why;
  }
}

/** Thrown where a write waits for approval: nothing is changed yet. */
export class Deferred extends Problem {
  /** Id of the approval. */
  readonly approval: string;

  constructor(approval: string) {
    super('client.deferred');
    this.approval = approval;
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem('client.unreadable', error instanceof Error ? error.message : String(error));
}

function isProblemBody(value: unknown): value is ProblemBody {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}

/** Reads an answer that is not good. A gateway may answer without a problem body; its status then decides. */
export async function problemOf(response: { status: number; text(): Promise<string> }): Promise<Problem> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    if (isProblemBody(body)) return new Problem(body.code, body.detail, body.faults, body);
  } catch {
    // Not JSON: the status below says enough.
  }
  if (response.status === 401) return new Problem('auth.required');
  if (response.status === 503 || response.status === 502) return new Problem('client.offline');
  return new Problem('client.unreadable', `HTTP ${response.status}`);
}

/** Waiting a moment may help against these; anything else fails the same way again. */
const passing = new Set<Code>(['client.offline', 'engine.busy', 'store.down', 'analytics.down']);

export const isPassing = (error: unknown) => passing.has(asProblem(error).code);
