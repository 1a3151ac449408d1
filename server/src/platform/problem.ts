import { problemStatus, type ProblemBody, type ProblemCode } from '@shuke/contract';

export interface Fault {
  readonly field: string;
  readonly message: string;
}

/** A refusal that a caller can understand and mend: `detail` says what is wrong and what to do. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly faults: readonly Fault[] | undefined;
  /** Seconds after which trying again makes sense; sent as Retry-After. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, detail: string, more: { faults?: readonly Fault[]; retryAfterSeconds?: number } = {}) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.faults = more.faults;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  /** The problem that a body was made of. */
  static of({ code, detail, faults }: ProblemBody): Problem {
    return new Problem(code, detail, faults ? { faults } : {});
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
      ...(this.faults ? { faults: [...this.faults] } : {}),
    };
  }
}
