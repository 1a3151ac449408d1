/** `open`: a permit that can be used once. */
export const contactStates = ['open', 'used', 'stopped', 'expired', 'refused'] as const;
export type ContactState = (typeof contactStates)[number];

/**
 * Why somebody may not be contacted. `never`: nothing was consented to; `guardian`: too young to have consented by themselves; `objection`,
 * `deletion`: asked for by law since, and not refused; `unknown`: nobody whom the caller may name is known by that, and nothing is kept of it.
 */
export const contactReasons = [
  'never',
  'withdrawn',
  'renew',
  'guardian',
  'personalisation',
  'objection',
  'deletion',
  'erased',
] as const;
export type ContactReason = (typeof contactReasons)[number];

/** How it ended, or stands: `open`, `refused.withdrawn`, `stopped.erased`. */
export const contactOutcomes = [
  'open',
  'used',
  'expired',
  ...contactReasons.flatMap((reason) => [`stopped.${reason}`, `refused.${reason}`] as const),
] as const;
export type ContactOutcome = (typeof contactOutcomes)[number];
