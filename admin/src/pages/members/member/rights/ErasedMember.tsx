import { useApart } from '../../../../languages/language.tsx';
import { centreWords } from '../../../../messages/apart.ts';
import { paths } from '../../../../paths.ts';
import { MayLink } from '../../../../components/MayLink.tsx';

/** What is left of a member who was erased, and why no more. */
export function ErasedMember({ memberId }: { memberId: string }) {
  const { erased } = useApart(centreWords);
  return (
    <div className="card stack">
      <p>{erased.explain}</p>
      <p className="soft">{erased.again}</p>
      <p className="row">
        <MayLink to={paths.orders({ member: memberId })}>{erased.orders}</MayLink>
        <MayLink to={paths.audit({ object: `member:${memberId}` })}>{erased.trail}</MayLink>
      </p>
    </div>
  );
}
