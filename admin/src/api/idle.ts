const IDLE_AFTER_MS = 60_000;

let activeAt = Date.now();
const isActive = () => (activeAt = Date.now());
// What is not there where no browser is: the tests of what calls.
for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel'])
  (globalThis as Partial<typeof globalThis>).addEventListener?.(event, isActive, { capture: true, passive: true });

/** Nobody has touched this page for a while: what it asks by itself is no use of the session, which may end. */
export const isIdle = (): boolean => Date.now() - activeAt > IDLE_AFTER_MS;
