import { MayLink } from '../components/MayLink.tsx';

export interface Bar {
  key: string;
  name: string;
  value: number;
  /** The value as people read it. */
  shown: string;
  detail?: string;
  to?: string;
}

/** Horizontal bars from zero, each labelled with its own name and value; a press leads to what is behind it. */
export function BarList({ bars }: { bars: readonly Bar[] }) {
  const top = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ol className="bar-list">
      {bars.map((bar) => {
        const inside = (
          <>
            <span className="bar-name" title={bar.name}>
              {bar.name}
            </span>
            <span className="nowrap">
              {bar.shown}
              {bar.detail === undefined ? null : <span className="faint"> {bar.detail}</span>}
            </span>
            <span className="bar-track" aria-hidden="true">
              {bar.value > 0 ? <span className="bar-fill" style={{ width: `${(bar.value / top) * 100}%` }} /> : null}
            </span>
          </>
        );
        return (
          <li key={bar.key}>
            {bar.to === undefined ? (
              <span className="bar-row">{inside}</span>
            ) : (
              <MayLink className="bar-row" to={bar.to}>
                {inside}
              </MayLink>
            )}
          </li>
        );
      })}
    </ol>
  );
}
