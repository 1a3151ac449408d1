import { useMessages } from '../languages/language.tsx';
import './skeleton.css';

/** Holds the place of what is being read, in its final size. */
export function Skeleton({ height }: { height: number }) {
  const { common } = useMessages();
  return <output className="skeleton" style={{ height }} aria-label={common.loading} />;
}
