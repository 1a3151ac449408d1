/** The only source of chance in the demo shop: seeded, so equal seeds give equal shops. */

/** Mixes three numbers into 32 bits that look random: the finaliser of MurmurHash3 (Appleby, 2011). */
export function mix(seed: number, index: number, salt: number): number {
  let hash = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(index | 0, 0x85ebca6b) ^ Math.imul(salt | 0, 0xc2b2ae35)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * sfc32, "small fast chaotic" generator of PractRand (Doty-Humphrey): 128 bits of state, period about 2^127.
 * `reseed` puts it at the start of the stream of one (seed, index, salt), so that the traits of a member can be
 * drawn again whenever they are needed instead of being stored.
 */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 1;

  constructor(seed: number, index = 0, salt = 0) {
    this.reseed(seed, index, salt);
  }

  reseed(seed: number, index: number, salt: number): this {
    this.a = mix(seed, index, salt) | 0;
    this.b = (seed ^ Math.imul(salt, 0x27d4eb2f)) | 0;
    this.c = index | 0;
    this.d = 1;
    for (let round = 0; round < 12; round += 1) this.unit();
    return this;
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  unit(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.unit() * (to - from + 1));
  }

  between(from: number, to: number): number {
    return from + this.unit() * (to - from);
  }

  one<T>(values: readonly T[]): T {
    return values[Math.floor(this.unit() * values.length)] as T;
  }

  /** Exponential with the given mean, by inversion of its distribution function. */
  exponential(mean: number): number {
    return -Math.log(1 - this.unit()) * mean;
  }

  /** Standard normal by the polar method (Marsaglia and Bray, 1964); the second value is not kept. */
  normal(): number {
    for (;;) {
      const x = 2 * this.unit() - 1;
      const y = 2 * this.unit() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }

  /**
   * Gamma with the given shape and mean shape × scale (Marsaglia and Tsang, "A simple method for generating gamma
   * variables", 2000; shapes under 1 by their boost U^(1/shape)).
   */
  gamma(shape: number, scale: number): number {
    if (shape < 1) return this.gamma(shape + 1, scale) * Math.pow(1 - this.unit(), 1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      if (Math.log(1 - this.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v * scale;
    }
  }

  /** Poisson by multiplication (Knuth, TAOCP 2, 3.4.1), large means as sums of small ones. */
  poisson(mean: number): number {
    let count = 0;
    let left = mean;
    while (left > 0) {
      const part = Math.min(left, 20);
      left -= part;
      const limit = Math.exp(-part);
      for (let product = this.unit(); product > limit; product *= this.unit()) count += 1;
    }
    return count;
  }

  /** How often a success with this probability repeats before the first failure, at most `limit` times. */
  geometric(probability: number, limit: number): number {
    let count = 0;
    while (count < limit && this.chance(probability)) count += 1;
    return count;
  }

  /** Index drawn from running totals of weights, as `runningTotals` makes them. */
  index(totals: Float64Array): number {
    const target = this.unit() * (totals[totals.length - 1] ?? 0);
    return firstAbove(totals, target);
  }
}

export function runningTotals(weights: Iterable<number>): Float64Array {
  let total = 0;
  return Float64Array.from(weights, (weight) => (total += weight));
}

/** The first index whose running total lies above `target`; the length when there is none. */
export function firstAbove(totals: Float64Array, target: number): number {
  let low = 0;
  let high = totals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((totals[middle] as number) > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
