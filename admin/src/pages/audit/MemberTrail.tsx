import { Empty } from '../../components/Empty.tsx';
import { useApart } from '../../languages/language.tsx';
import { auditWords } from '../../messages/apart.ts';
import { Trail, useTrail } from './Trail.tsx';

/** What staff and keys did to one member. */
export function MemberTrail({ memberId }: { memberId: string }) {
  const audit = useApart(auditWords);
  const trail = useTrail({ object: `member:${memberId}` });
  return <Trail trail={trail} empty={<Empty title={audit.memberEmpty} hint={audit.memberEmptyHint} />} />;
}
