import { MayLink } from '../components/MayLink.tsx';

export interface Slice {
  key: string;
  name: string;
  value: number;
  shown: string;
  share: string;
  to: string;
}

const RADIUS = 56;
const AROUND = 2 * Math.PI * RADIUS;

/** Light to strong: the higher the tier, the deeper the teal. */
const shades = ['#d6d3d1', '#8fc7c0', '#3b9c92', '#0f766e', '#0b4f4a'];

/** Parts of a whole as a ring, named beside it. */
export function Ring({ slices, total, unit }: { slices: readonly Slice[]; total: string; unit: string }) {
  const sum = slices.reduce((all, slice) => all + slice.value, 0) || 1;
  const startOf = (at: number) => slices.slice(0, at).reduce((all, slice) => all + slice.value, 0) / sum;
  const shade = (at: number) => shades[at % shades.length] ?? shades[0];
  return (
    <div className="ring">
      <svg viewBox="0 0 144 144" aria-hidden="true">
        {slices.map((slice, at) => (
          <circle
            key={slice.key}
            cx="72"
            cy="72"
            r={RADIUS}
            fill="none"
            stroke={shade(at)}
            strokeWidth="20"
            strokeDasharray={`${Math.max(0, (slice.value / sum) * AROUND - 1)} ${AROUND}`}
            strokeDashoffset={-startOf(at) * AROUND}
            transform="rotate(-90 72 72)"
          />
        ))}
        <text className="ring-total" x="72" y="74" textAnchor="middle">
          {total}
        </text>
        <text x="72" y="92" textAnchor="middle">
          {unit}
        </text>
      </svg>
      <ul>
        {slices.map((slice, at) => (
          <li key={slice.key}>
            <MayLink className="ring-row" to={slice.to}>
              <span className="ring-swatch" style={{ background: shade(at) }} />
              <span>{slice.name}</span>
              <span className="number">{slice.shown}</span>
              <span className="number faint">{slice.share}</span>
            </MayLink>
          </li>
        ))}
      </ul>
    </div>
  );
}
