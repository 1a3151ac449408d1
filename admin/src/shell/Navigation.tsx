import type { ReactNode } from 'react';
import { Link, NavLink } from 'react-router';
import { useMessages } from '../languages/language.tsx';
import { paths } from '../paths.ts';

const icons = {
  home: <path d="M3 13h6V4H3zm8 7h6V4h-6zM3 20h6v-5H3z" />,
  members: <path d="M10 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7 9c.5-4 3.400-6 7-6s6.500 2 7 6" />,
  orders: <path d="M4 4h12v16l-3-2-3 2-3-2-3 2zM7 9h6M7 13h6" />,
  imports: <path d="M10 3v11m-4-4 4 4 4-4M3 17v3h14v-3" />,
} satisfies Record<string, ReactNode>;

export function Navigation() {
  const { shell, common } = useMessages();
  const entries = [
    { name: 'home', to: paths.home(), title: shell.home, end: true },
    { name: 'members', to: paths.members(), title: shell.members, end: false },
    { name: 'orders', to: paths.orders(), title: shell.orders, end: false },
    { name: 'imports', to: paths.imports(), title: shell.imports, end: false },
  ] as const;
  return (
    <nav className="navigation" aria-label={shell.navigation}>
      <Link to={paths.home()} className="brand" tabIndex={-1}>
        <img src="/favicon.svg" alt="" width="24" height="24" />
        {common.brand}
      </Link>
      <ul>
        {entries.map((entry) => (
          <li key={entry.name}>
            <NavLink to={entry.to} end={entry.end}>
              <svg viewBox="0 0 20 24" width="18" height="20" aria-hidden="true">
                {icons[entry.name]}
              </svg>
              {entry.title}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
