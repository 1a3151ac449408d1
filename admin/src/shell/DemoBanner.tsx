import { useFormat, useMessages } from '../languages/language.tsx';
import { usePresent } from '../session.tsx';

export function DemoBanner() {
  const { shell } = useMessages();
  const format = useFormat();
  const demo = usePresent().health?.demo;
  if (demo?.isLoading !== true) return null;
  return (
    <div className="demo-banner">
      <strong>{shell.demo.title}</strong>
      <progress max={demo.total} value={demo.done} aria-label={shell.demo.title} />
      <span>{shell.demo.progress(format.count(demo.done), format.count(demo.total))}</span>
      <span className="soft">{shell.demo.hint}</span>
    </div>
  );
}
