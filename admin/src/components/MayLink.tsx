import { Link, type LinkProps } from 'react-router';
import { useOpens } from '../session.tsx';

/** A link where the page behind it may be opened by whoever is signed in; else only what it says. */
export function MayLink({ to, children, ...others }: LinkProps & { to: string }) {
  const opens = useOpens();
  if (opens(to)) {
    return (
      <Link to={to} {...others}>
        {children}
      </Link>
    );
  }
  return <span className={others.className}>{children}</span>;
}
