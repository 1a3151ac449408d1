import { REQUEST_SOON_DAYS } from '@shuke/contract';
import { useNow } from '../../../components/use-now.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';
import './centre.css';
import { timeLeft } from './time-left.ts';

export const REQUEST_SOON_MS = REQUEST_SOON_DAYS * 86_400_000;

/** What is left until something is due: red once it is overdue, amber from `soonMs` before. */
export function Due({ at, soonMs }: { at: string; soonMs: number }) {
  const { clock } = useApart(centreWords);
  const format = useFormat();
  const now = useNow();
  const left = Date.parse(at) - now;
  const tone = left < 0 ? 'due-over' : left < soonMs ? 'due-soon' : '';
  return (
    <span className={`due ${tone}`} title={format.instant(at)}>
      {timeLeft(at, now, clock)}
    </span>
  );
}
