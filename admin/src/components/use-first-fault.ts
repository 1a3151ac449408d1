import { useEffect, useRef } from 'react';

/** Leads whoever pressed the button to the first field that is wrong: in a long form it may be out of sight. */
export function useFirstFault(faults: object) {
  const form = useRef<HTMLFormElement>(null);
  const told = Object.entries(faults).join();
  useEffect(() => {
    if (told === '') return;
    const field = form.current?.querySelector<HTMLElement>('.field:has(> [role="alert"])');
    field?.scrollIntoView({ block: 'nearest' });
    field?.querySelector<HTMLElement>('input, textarea')?.focus({ preventScroll: true });
  }, [told]);
  return form;
}
