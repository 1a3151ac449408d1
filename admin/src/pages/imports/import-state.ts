import type { ImportState, ImportView } from '@shuke/contract';

/** What may be done with an import in each state. */
export const allowed = {
  mapping: { map: true, run: false, cancel: false },
  checking: { map: false, run: false, cancel: true },
  checked: { map: true, run: true, cancel: false },
  running: { map: false, run: false, cancel: true },
  done: { map: false, run: false, cancel: false },
  cancelled: { map: true, run: true, cancel: false },
  failed: { map: true, run: false, cancel: false },
} as const satisfies Record<ImportState, { map: boolean; run: boolean; cancel: boolean }>;

/** Where in the four steps an import stands. */
export const stepOf = {
  mapping: 1,
  checking: 2,
  checked: 2,
  running: 3,
  done: 3,
  cancelled: 3,
  failed: 3,
} as const satisfies Record<ImportState, number>;

export const isWorking = (one: Pick<ImportView, 'state'>) => one.state === 'checking' || one.state === 'running';
