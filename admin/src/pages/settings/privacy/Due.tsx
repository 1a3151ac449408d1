import { useNow } from '../../../components/use-now.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';
import './centre.css';
import { timeLeft } from './time-left.ts';

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
