import { useMessages } from '../languages/language.tsx';
import './chips.css';

export interface Chip {
  key: string;
  sentence: string;
  onRemove: () => void;
}

/** The filters that hold, each as a sentence that can be taken away. */
export function Chips({ chips, onClear }: { chips: readonly Chip[]; onClear: () => void }) {
  const { members } = useMessages();
  if (chips.length === 0) return null;
  return (
    <ul className="chips">
      {chips.map((chip) => (
        <li key={chip.key} className="chip">
          {chip.sentence}
          <button
            type="button"
            className="plain"
            aria-label={members.sentence.remove(chip.sentence)}
            onClick={chip.onRemove}
          >
            ×
          </button>
        </li>
      ))}
      {chips.length > 1 ? (
        <li>
          <button type="button" className="plain text-button" onClick={onClear}>
            {members.clearFilters}
          </button>
        </li>
      ) : null}
    </ul>
  );
}
