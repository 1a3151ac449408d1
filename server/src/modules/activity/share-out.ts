/**
 * Splits an amount by weights to the last minor unit: everyone gets the whole part of their share, and what is left goes,
 * one unit each, to the largest remainders (Hamilton's method), the earlier first. Without any weight it splits evenly.
 */
export function shareOut(amountMinor: number, weights: readonly number[]): number[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const parts = total > 0n ? weights.map(BigInt) : weights.map(() => 1n);
  const whole = total > 0n ? total : BigInt(weights.length);
  const shares = parts.map((part) => (BigInt(amountMinor) * part) / whole);
  const remainders = parts.map((part, i) => ({ i, left: (BigInt(amountMinor) * part) % whole }));
  const left = Number(BigInt(amountMinor) - shares.reduce((sum, share) => sum + share, 0n));
  const next = remainders.toSorted((a, b) => (a.left === b.left ? a.i - b.i : a.left > b.left ? -1 : 1)).slice(0, left);
  for (const { i } of next) shares[i]! += 1n;
  return shares.map(Number);
}
