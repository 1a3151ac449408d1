import { useState } from 'react';
import { MoreMenu } from '../../../../components/MoreMenu.tsx';
import { useApart } from '../../../../languages/language.tsx';
import { centreWords } from '../../../../messages/apart.ts';
import { useMay } from '../../../../session.tsx';
import { EraseMember } from './EraseMember.tsx';
import { OpenRequest } from './OpenRequest.tsx';
import { useCopy } from './use-copy.ts';

const asks = {
  open: 'privacy.write',
  json: 'privacy.copy',
  csv: 'privacy.copy',
  erase: 'privacy.erase',
} as const;
type Action = keyof typeof asks;

/** What the law lets a member ask for, done for the member whose page it is. */
export function MemberMore({ memberId }: { memberId: string }) {
  const { member } = useApart(centreWords);
  const may = useMay();
  const { save } = useCopy(memberId);
  const [dialog, setDialog] = useState<'open' | 'erase' | null>(null);
  const actions = (Object.keys(asks) as Action[]).filter((one) => may(asks[one]));
  if (actions.length === 0) return null;
  const choose = (action: Action) => (action === 'open' || action === 'erase' ? setDialog(action) : void save(action));
  return (
    <>
      <MoreMenu
        isOfPage
        label={member.more}
        actions={actions}
        nameOf={(action) => member[action]}
        danger="erase"
        onChoose={choose}
      />
      {dialog === 'open' ? <OpenRequest memberId={memberId} onClose={() => setDialog(null)} /> : null}
      {dialog === 'erase' ? <EraseMember memberId={memberId} onClose={() => setDialog(null)} /> : null}
    </>
  );
}
