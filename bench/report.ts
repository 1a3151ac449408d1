import { median, percentile } from './percentile.ts';

/** What a figure should reach: at least, or at most, so much. */
export type Target = { readonly atLeast: number } | { readonly below: number };

const write = (value: number): string =>
  Math.abs(value) >= 1000
    ? Math.round(value).toLocaleString('en-US')
    : value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : 2 });

let missed = 0;

/** How many targets were missed so far. */
export const missedTargets = (): number => missed;

/** Prints a figure, its target, and the ratio of both. */
export function figure(name: string, value: number, unit: string, target?: Target): void {
  const line = `${name.padEnd(46)} ${`${write(value)} ${unit}`.padStart(18)}`;
  if (!target) return console.log(line);
  const isLower = 'below' in target;
  const limit = isLower ? target.below : target.atLeast;
  const isReached = isLower ? value < limit : value >= limit;
  if (!isReached) missed += 1;
  console.log(
    `${line}   target ${isLower ? '<' : '≥'} ${write(limit)} ${unit}, ratio ${(value / limit).toFixed(2)} ${isReached ? '✔' : '✖'}`,
  );
}

/** Prints p50 and p95 of times in milliseconds; the target holds for p95. */
export function latencies(name: string, times: readonly number[], p95Target?: number): void {
  const [p50, p95, most] = [median(times), percentile(times, 0.95), Math.max(...times)];
  const verdict = p95Target === undefined ? '' : `   target p95 < ${p95Target} ms ${p95 < p95Target ? '✔' : '✖'}`;
  if (p95Target !== undefined && p95 >= p95Target) missed += 1;
  const columns = [p50, p95, most].map((ms) => ms.toFixed(1).padStart(8));
  console.log(`${name.padEnd(46)} p50 ${columns[0]}   p95 ${columns[1]}   max ${columns[2]} ms${verdict}`);
}

/** A line on how the figures came about. */
export function note(text: string): void {
  console.log(`  ${text}`);
}

export function headline(text: string): void {
  console.log(`\n${text}`);
}
