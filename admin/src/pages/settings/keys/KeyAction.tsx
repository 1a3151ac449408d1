import { listKeys, revokeKey, rotateKey, type ApiKey } from '@shuke/contract';
import { useWrite } from '../../../api/use.ts';
import { Confirm } from '../../../components/Confirm.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart } from '../../../languages/language.tsx';
import { keyWords } from '../../../messages/apart.ts';
import type { Issued } from './IssueKey.tsx';
import type { KeyState } from './key-life.ts';

export type Action = 'rotate' | 'revoke';

/** What may be done with a key in each state. */
export const actionsIn = {
  good: ['rotate', 'revoke'],
  expired: ['revoke'],
  revoked: [],
} as const satisfies Record<KeyState, readonly Action[]>;

interface Props {
  action: Action;
  apiKey: ApiKey;
  onIssued: (issued: Issued) => void;
  onClose: () => void;
}

/** Names what an action means for the systems that use a key, and does it. */
export function KeyAction({ action, apiKey, onIssued, onClose }: Props) {
  const words = useApart(keyWords);
  const notices = useNotices();
  const rotate = useWrite(rotateKey, [listKeys]);
  const revoke = useWrite(revokeKey, [listKeys]);
  const params = { id: apiKey.id };
  const run = {
    rotate: () => rotate.mutate({ params }, { onSuccess: onIssued }),
    revoke: () =>
      revoke.mutate(
        { params },
        {
          onSuccess: () => {
            notices.good(words.revoked(apiKey.name));
            onClose();
          },
        },
      ),
  } satisfies Record<Action, () => void>;
  const write = { rotate, revoke }[action];
  const { title, effect } = words.confirm[action];
  return (
    <Confirm
      title={title(apiKey.name)}
      effect={effect}
      action={words.action[action]}
      isDanger={action === 'revoke'}
      isPending={write.isPending}
      error={write.error}
      onConfirm={run[action]}
      onClose={onClose}
    />
  );
}
