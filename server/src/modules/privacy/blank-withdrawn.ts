import { type Stood, blankInputs } from '../../engine/index.ts';
import type { Database } from '../../platform/database.ts';
import {
  type Withdrawal,
  endWithdrawals,
  goneValue,
  identifiersOf,
  isGone,
  readWithdrawals,
} from '../members/index.ts';
import { tellsOf } from './tells-of.ts';

/** Takes out of the log and the answers kept what members had sent of their sensitive data before they withdrew the consent to it. */
export async function blankWithdrawn(pool: Database, isGivenUp: () => boolean): Promise<void> {
  const all = await readWithdrawals(pool, pool.ring);
  if (all.length === 0) return;
  const blanks = await Promise.all(
    all.map(async (withdrawal) => {
      const identifiers = await identifiersOf(pool, withdrawal.member);
      return blankOf(
        withdrawal,
        identifiers.map(({ value }) => value),
      );
    }),
  );
  const blank = (told: unknown, stood: Stood) => blanks.reduce((left, one) => one(left, stood), told);
  if (await blankInputs(pool, blank, isGivenUp))
    await endWithdrawals(
      pool,
      all.map(({ id }) => id),
    );
}

/** As a profile holds its fields, and as answers name them by class. */
const HOLDERS = new Set(['attributes', 'ordinaryAttributes', 'sensitiveAttributes']);

function blankOf(withdrawal: Withdrawal, traces: readonly string[]) {
  const codes = new Set(withdrawal.codes);
  const tells = tellsOf([String(withdrawal.member)], traces);
  const numbers = new Map<string, number>();
  const gone = (value: unknown): unknown => {
    if (value === null || isGone(value)) return value;
    const name = JSON.stringify(value);
    numbers.set(name, numbers.get(name) ?? numbers.size + 1);
    return goneValue(numbers.get(name)!);
  };
  function without(told: unknown, isHolder = false): unknown {
    if (typeof told !== 'object' || told === null) return told;
    const parts = Object.entries(told).map(([name, value]) => {
      const left = isHolder && codes.has(name) ? gone(value) : without(value, HOLDERS.has(name));
      return [name, left, left !== value] as const;
    });
    if (!parts.some(([, , isChanged]) => isChanged)) return told;
    const left = parts.map(([name, value]) => [name, value] as const);
    return Array.isArray(told) ? left.map(([, value]) => value) : Object.fromEntries(left);
  }
  return (told: unknown, stood: Stood): unknown =>
    stoodBefore(stood, withdrawal) && tells(JSON.stringify(told) ?? '') ? without(told) : told;
}

/** In the lane of the withdrawal by where it stands, in the other one by when it was accepted: what is sent under a later consent stays. */
function stoodBefore({ lane, position, index, acceptedAt }: Stood, { cause, askedAt }: Withdrawal): boolean {
  const [ofLane, atPosition, atIndex] = cause.split(':');
  if (lane !== ofLane) return acceptedAt <= askedAt;
  return position === Number(atPosition) ? index < Number(atIndex) : position < Number(atPosition);
}
