/** One thing that can be done from the command line. */
export interface Command {
  readonly usage: string;
  readonly summary: string;
  /** Runs with what stands behind its name; resolves with the exit status. */
  run(args: readonly string[]): Promise<number>;
}
