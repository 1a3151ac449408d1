import { allowTag, type MemberTag } from '@shuke/contract';
import { useWrite } from '../../../../api/use.ts';
import { Confirm } from '../../../../components/Confirm.tsx';
import { useNotices } from '../../../../components/Notices.tsx';
import { useTagName } from '../../../../components/use-tags.ts';
import { useApart } from '../../../../languages/language.tsx';
import { tagWords } from '../../../../messages/apart.ts';
import { shownByTags } from './shown-by-tags.ts';

interface Props {
  memberId: string;
  tag: MemberTag;
  onClose: () => void;
}

/** Records that a member wants a tag to be possible again. */
export function AllowTag({ memberId, tag, onClose }: Props) {
  const words = useApart(tagWords).member;
  const notices = useNotices();
  const name = useTagName()(tag);
  const allow = useWrite(allowTag, shownByTags, onClose);
  const onConfirm = () =>
    allow.mutate(
      { params: { id: memberId, code: tag.code } },
      {
        onSuccess: () => {
          notices.good(words.allowed(name));
          onClose();
        },
      },
    );
  return (
    <Confirm
      title={words.allowTitle(name)}
      effect={words.allowEffect}
      action={words.allow}
      isPending={allow.isPending}
      error={allow.error}
      onConfirm={onConfirm}
      onClose={onClose}
    />
  );
}
