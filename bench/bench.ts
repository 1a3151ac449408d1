/** What a benchmark runs with. */
export interface BenchContext {
  /** Arguments after the benchmark's name. */
  readonly args: readonly string[];
  /** Node options for the server under test, such as `--cpu-prof`. */
  readonly nodeArgs: readonly string[];
  /** Work to do when the benchmark ends, in reverse order, whichever way it ends. */
  onEnd(work: () => void | Promise<void>): void;
}

/** One benchmark of `npm run bench -- NAME`. It prints its own figures. */
export interface Bench {
  readonly summary: string;
  /** Flags with their defaults. */
  readonly usage: string;
  run(context: BenchContext): Promise<void>;
}
