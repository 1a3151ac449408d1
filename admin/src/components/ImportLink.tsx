import { Button } from 'antd';
import { Link } from 'react-router';
import { paths } from '../paths.ts';
import { useOpens } from '../session.tsx';

/** Leads to a new import, for those who may begin one. */
export function ImportLink({ text, isPrimary = true }: { text: string; isPrimary?: boolean }) {
  const opens = useOpens();
  if (!opens(paths.newImport())) return null;
  return (
    <Link to={paths.newImport()}>
      <Button type={isPrimary ? 'primary' : 'default'}>{text}</Button>
    </Link>
  );
}
