import { NavLink, Outlet, useLocation } from 'react-router';
import { useOpenInView } from '../../../components/use-open-in-view.ts';
import { useApart } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';
import { privacyPlaces } from '../../../places.ts';
import { useOpens } from '../../../session.tsx';
import './centre.css';

/** The pages of 隐私中心 that may be opened, above whichever is. */
export function PrivacyFrame() {
  const { title, parts } = useApart(centreWords);
  const opens = useOpens();
  const row = useOpenInView(useLocation().pathname);
  const shown = (Object.keys(privacyPlaces) as (keyof typeof privacyPlaces)[])
    .map((name) => ({ name, to: privacyPlaces[name]() }))
    .filter(({ to }) => opens(to));
  return (
    <>
      {shown.length > 1 ? (
        <nav ref={row} className="privacy-parts" aria-label={title}>
          {shown.map(({ name, to }) => (
            <NavLink key={name} to={to} end>
              {parts[name]}
            </NavLink>
          ))}
        </nav>
      ) : null}
      <Outlet />
    </>
  );
}
