import type { ContactReason, ContactState } from '@shuke/contract';
import type { facts as Facts } from '../messages/zh/facts.ts';

/** What came of asking to contact somebody: `open`, `refused.withdrawn`. */
export function contactText(outcome: string, { contact }: typeof Facts): string {
  const [state = '', reason] = outcome.split('.');
  const said = contact.states[state as ContactState] ?? state;
  return reason === undefined ? said : contact.because(said, contact.reasons[reason as ContactReason] ?? reason);
}
