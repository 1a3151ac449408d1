import { ShownOnce } from '../../../components/ShownOnce.tsx';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { staffWords } from '../../../messages/apart.ts';
import { paths } from '../../../paths.ts';

/** A link with which somebody chooses their password. */
export interface Link {
  name: string;
  token: string;
  expiresAt: string;
}

/** The link, this once, and how to hand it over. */
export function InvitationLink({ link, onClose }: { link: Link; onClose: () => void }) {
  const { link: words } = useApart(staffWords);
  const format = useFormat();
  return (
    <ShownOnce
      title={words.title(link.name)}
      label={words.label}
      secret={`${location.origin}${paths.accept(link.token)}`}
      done={words.done}
      onClose={onClose}
    >
      <p>{words.handOver}</p>
      <p className="soft">
        {words.until(format.instant(link.expiresAt))} {words.once}
      </p>
    </ShownOnce>
  );
}
