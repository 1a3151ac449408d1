import { isDay, type Day } from '../format/zone.ts';
import { useMessages } from '../languages/language.tsx';

interface Props {
  legend: string;
  from: Day | undefined;
  to: Day | undefined;
  onChange: (from: Day | undefined, to: Day | undefined) => void;
}

/** Two days of a calendar, each of which may be left open. */
export function DayRange({ legend, from, to, onChange }: Props) {
  const { common } = useMessages();
  const dayOf = (text: string) => (isDay(text) ? text : undefined);
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div className="row">
        <input
          type="date"
          className="day-field"
          aria-label={`${legend} ${common.from}`}
          value={from ?? ''}
          max={to}
          onChange={(event) => onChange(dayOf(event.target.value), to)}
        />
        <span>{common.until}</span>
        <input
          type="date"
          className="day-field"
          aria-label={`${legend} ${common.to}`}
          value={to ?? ''}
          min={from}
          onChange={(event) => onChange(from, dayOf(event.target.value))}
        />
      </div>
    </fieldset>
  );
}
