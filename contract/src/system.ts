import { z } from 'zod';
import { cursorQuery, id, instant, listOf } from './common.ts';
import { endpoint } from './endpoint.ts';
import { personal } from './personal.ts';

export const laneHealth = z.object({ appended: z.int(), decided: z.int(), waiting: z.int() });
export const health = z.object({
  now: z.string(),
  isClockManual: z.boolean(),
  timezone: z.string(),
  version: z.string(),
  isReady: z.boolean(),
  isEngineRunning: z.boolean(),
  lagSeconds: z.number(),
  inputsPerSecond: z.number(),
  turnsPerSecond: z.number(),
  lanes: z.object({ interactive: laneHealth, bulk: laneHealth }),
  analytics: z.object({ isUp: z.boolean(), waitingFacts: z.int() }),
  setAside: z.int(),
  timersDue: z.int(),
  demo: z.object({ isLoading: z.boolean(), done: z.int(), total: z.int() }).nullable(),
});
export type Health = z.output<typeof health>;
export const getHealth = endpoint({
  method: 'GET',
  path: '/api/health',
  permission: 'system.read',
  stores: 'free',
  tag: 'system',
  summary: 'How the engine is doing',
  answer: health,
});

export const setAsideInput = z.object({
  id,
  kind: z.string(),
  at: z.string(),
  error: z.string(),
  body: personal('hidden', z.unknown()),
  replayedAt: z.string().nullable(),
});
export const listSetAside = endpoint({
  method: 'GET',
  path: '/api/set-aside',
  permission: 'system.write',
  tag: 'system',
  summary: 'Inputs the engine could not decide, with the error',
  query: z.strictObject(cursorQuery),
  answer: listOf(setAsideInput),
});
export const replaySetAside = endpoint({
  method: 'POST',
  path: '/api/set-aside/{id}/replay',
  permission: 'system.write',
  approval: null,
  tag: 'system',
  summary: 'Take it again',
  params: z.object({ id }),
  answer: z.object({}),
});

export const moveClock = endpoint({
  method: 'POST',
  path: '/api/clock',
  permission: 'system.write',
  approval: null,
  tag: 'system',
  summary:
    'Move the manual clock forward (exists only with SHUKE_CLOCK=manual; asked of the process that decides); due timers fire before the answer',
  body: z.strictObject({ now: instant }),
  answer: z.object({ now: z.string(), timersFired: z.int() }),
});
