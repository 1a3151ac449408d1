import type { OrderView } from '@shuke/contract';
import type { ComponentProps } from 'react';
import { useMessages } from '../languages/language.tsx';
import { paths } from '../paths.ts';
import { MayLink } from './MayLink.tsx';

type Props = Pick<OrderView, 'memberId' | 'memberName' | 'isMemberErased'> &
  Pick<ComponentProps<typeof MayLink>, 'onClick'>;

/** Whose order it is, with the way there. */
export function MemberLink({ memberId, memberName, isMemberErased, onClick }: Props) {
  const { orders, members } = useMessages();
  if (memberId === null) return <span className="faint">{orders.noMember}</span>;
  return (
    <MayLink to={paths.member(memberId)} {...(onClick ? { onClick } : {})}>
      {isMemberErased ? members.erased : (memberName ?? orders.memberWithoutName(memberId))}
    </MayLink>
  );
}
