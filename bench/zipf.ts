import { Random } from '../demo/random.ts';

/**
 * Draws ranks from 0 to `count` - 1, rank k with a probability proportional to 1 / (k + 1)^exponent. Equal seeds give equal
 * draws. Memory: 8 bytes for each rank.
 */
export function zipf(count: number, exponent: number, seed: number): () => number {
  const upTo = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) upTo[rank] = sum += 1 / (rank + 1) ** exponent;
  const random = new Random(seed);
  return () => firstAbove(upTo, random.unit() * sum);
}

/** The first index whose value is greater than `limit`. */
function firstAbove(ascending: Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
