import {
  problemStatus,
  type ProblemBody,
  type ProblemCode,
  type ProblemReason,
  type ReasonValues,
} from '@shuke/contract';

/** A reason that the caller's program can tell apart, with what its text needs. */
export interface Reasoned {
  readonly reason?: ProblemReason | undefined;
  readonly values?: Readonly<Record<string, string | number>> | undefined;
}

/** A reason with all the values that it has. */
export const because = <Reason extends ProblemReason>(reason: Reason, values: ReasonValues<Reason>): Reasoned => ({
  reason,
  values,
});

export interface Fault extends Reasoned {
  readonly field: string;
  readonly message: string;
}

/** A refusal that a caller can understand and mend: `detail` says what is wrong and what to do. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly faults: readonly Fault[] | undefined;
  /** Told to programs beside the code. */
  readonly why: Reasoned;
  /** Seconds after which trying again makes sense; sent as Retry-After. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { faults?: readonly Fault[]; retryAfterSeconds?: number } & Reasoned = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.faults = more.faults;
    this.why = more.reason ? { reason: more.reason, values: more.values } : {};
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  /** The problem that a body was made of. */
  static of({ code, detail, faults, reason, values }: ProblemBody): Problem {
    return new Problem(code, detail, { reason, values, ...(faults ? { faults } : {}) });
  }

  get status(): number {
    return problemStatus[this.code];
  }

  /** The RFC 9457 body. */
  toBody(): ProblemBody {
    return {
      type: `urn:shuke:problem:${this.code}`,
      title: this.code,
      status: this.status,
      code: this.code,
      detail: this.message,
      ...this.why,
      ...(this.faults ? { faults: [...this.faults] } : {}),
    };
  }
}
