import type { Day } from '../format/zone.ts';
import { useMessages } from '../languages/language.tsx';
import { DayField } from './DayField.tsx';

interface Props {
  legend: string;
  from: Day | undefined;
  to: Day | undefined;
  onChange: (from: Day | undefined, to: Day | undefined) => void;
}

/** Two days of a calendar, each of which may be left open. */
export function DayRange({ legend, from, to, onChange }: Props) {
  const { common } = useMessages();
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div className="row">
        <DayField label={`${legend} ${common.from}`} value={from} max={to} onChange={(day) => onChange(day, to)} />
        <span>{common.until}</span>
        <DayField label={`${legend} ${common.to}`} value={to} min={from} onChange={(day) => onChange(from, day)} />
      </div>
    </fieldset>
  );
}
