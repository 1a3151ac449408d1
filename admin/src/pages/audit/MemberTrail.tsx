import { Empty } from '../../components/Empty.tsx';
import { useMessages } from '../../languages/language.tsx';
import { Trail, useTrail } from './Trail.tsx';

/** What staff and keys did to one member. */
export function MemberTrail({ memberId }: { memberId: string }) {
  const { audit } = useMessages();
  const trail = useTrail({ object: `member:${memberId}` });
  return <Trail trail={trail} empty={<Empty title={audit.memberEmpty} hint={audit.memberEmptyHint} />} />;
}
