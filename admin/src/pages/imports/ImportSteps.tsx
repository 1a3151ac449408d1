import { useApart } from '../../languages/language.tsx';
import { importWords } from '../../messages/apart.ts';
import './imports.css';

/** The way from the file to the report, and how far one has come. */
export function ImportSteps({ current }: { current: number }) {
  const { steps } = useApart(importWords);
  const titles = [steps.file, steps.mapping, steps.check, steps.done];
  return (
    <ol className="import-steps">
      {titles.map((title, at) => (
        <li key={title} aria-current={at === current ? 'step' : undefined} className={at < current ? 'past' : ''}>
          <span className="import-step-number">{at + 1}</span>
          {title}
        </li>
      ))}
    </ol>
  );
}
