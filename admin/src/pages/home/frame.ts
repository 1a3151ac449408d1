import { choiceOf } from '../../format/limits.ts';
import { instantsOf, type Period } from '../../format/period.ts';

/** What the figures of the page are cut out of: a period, and the stores that were chosen (`region:华东`; none: all). */
export interface Frame extends Period {
  of: readonly string[];
}

/** The same as the API wants it. */
export const queryOf = (frame: Frame, zone: string) => ({ ...instantsOf(frame, zone), ...choiceOf(frame.of) });

/** The same as the address of what is behind a figure says it. */
export const behindOf = ({ from, to, of }: Frame) => ({ from, to, of });
