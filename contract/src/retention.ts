import { z } from 'zod';
import { wholeNumber } from './common.ts';
import { endpoint } from './endpoint.ts';

/** How long each class of data is kept: by default, and at least. `null` is as long as the shop. */
export const retentionClasses = {
  /** What was asked and answered: the log of inputs and the answers under idempotency keys. */
  inputs: { days: 90, least: 7 },
  /** Uploaded files. Their reports stay. */
  uploads: { days: 30, least: 1 },
  /** Members of whom nothing was heard since: erased, as if they had asked for it. */
  members: { days: null, least: 365 },
  /** What came of asking to contact members. The proof of a message is kept at least five months (通信短信息服务管理规定 2020 draft). */
  contacts: { days: 730, least: 153 },
} as const satisfies Record<string, { days: number | null; least: number }>;

export type RetentionClass = keyof typeof retentionClasses;
export const retentionNames = Object.keys(retentionClasses) as RetentionClass[];

/** Why somebody is kept who has not bought or been seen for that long. `refused`: they could not be erased just then. */
export const keptReasons = ['request', 'consent', 'profile', 'other', 'refused'] as const;
export type KeptReason = (typeof keptReasons)[number];

const retentionRule = z.object({
  class: z.enum(retentionNames),
  days: z.int().nullable(),
  least: z.int(),
  /** When it was last carried out, and how much went then. */
  ranAt: z.string().nullable(),
  dropped: z.int(),
  /** Who would have gone with the last run and was kept: how many for each reason, and some of them. */
  kept: z.array(z.object({ why: z.enum(keptReasons), members: z.int(), some: z.array(z.string()) })),
  /** What the run waits for before it can begin: an import, or inputs that are not decided yet. It is tried again every hour. */
  waitsFor: z.enum(['import', 'inputs']).nullable(),
});
export type RetentionRule = z.output<typeof retentionRule>;

export const listRetention = endpoint({
  method: 'GET',
  path: '/api/retention',
  permission: 'privacy.read',
  tag: 'privacy',
  summary: 'How long each class of data is kept, and what was dropped last',
  answer: z.object({ items: z.array(retentionRule) }),
});

export const setRetention = endpoint({
  method: 'PUT',
  path: '/api/retention/{class}',
  permission: 'privacy.publish',
  approval: null,
  tag: 'privacy',
  summary: 'Keep a class of data for so many days; null keeps it as long as the shop',
  params: z.object({ class: z.enum(retentionNames) }),
  body: z.strictObject({
    days: wholeNumber.min(1, 'must be at least 1').max(36_500, 'must be at most 36500').nullable(),
  }),
  answer: retentionRule,
});
