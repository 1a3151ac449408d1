import { refuseTag, removeTag, type MemberTag } from '@shuke/contract';
import { Input } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../../api/use.ts';
import { Choice } from '../../../../charts/Choice.tsx';
import { Field } from '../../../../components/Field.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useNotices } from '../../../../components/Notices.tsx';
import { useTagName } from '../../../../components/use-tags.ts';
import { useApart } from '../../../../languages/language.tsx';
import { tagWords } from '../../../../messages/apart.ts';
import { useMay } from '../../../../session.tsx';
import { shownByTags } from './shown-by-tags.ts';

interface Props {
  memberId: string;
  tag: MemberTag;
  onClose: () => void;
}

/** Takes a tag off: of the shop's own accord with a reason, or for good at the wish of the member. */
export function RemoveTag({ memberId, tag, onClose }: Props) {
  const words = useApart(tagWords).member;
  const notices = useNotices();
  const may = useMay();
  const name = useTagName()(tag);
  const remove = useWrite(removeTag, shownByTags, onClose);
  const refuse = useWrite(refuseTag, shownByTags, onClose);
  const [wish, setWish] = useState<'shop' | 'member'>('shop');
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const params = { id: memberId, code: tag.code };
  const done = {
    onSuccess: () => {
      notices.good(words.removed(name));
      onClose();
    },
  };
  const onSubmit = () => {
    if (wish === 'member') return refuse.mutate({ params }, done);
    setMissing(reason.trim() === '');
    if (reason.trim() !== '') remove.mutate({ params, body: { reason: reason.trim() } }, done);
  };
  const mayRecordWish = may('tags.own') && tag.isShown;
  return (
    <FormDialog
      title={words.removeTitle(name)}
      action={words.remove}
      isDanger={wish === 'member'}
      write={wish === 'member' ? refuse : remove}
      faults={isMissing ? { reason: words.reasonMissing } : {}}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      {mayRecordWish ? (
        <div className="field">
          <Choice
            label={words.wishLabel}
            options={(['shop', 'member'] as const).map((value) => ({ value, title: words.wishes[value] }))}
            value={wish}
            onChange={(value) => {
              setWish(value);
              setMissing(false);
            }}
          />
        </div>
      ) : null}
      <p className="faint">{words.wishHints[wish]}</p>
      {wish === 'member' ? null : (
        <Field label={words.reason} fault={isMissing ? words.reasonMissing : undefined}>
          {(props) => (
            <Input
              {...props}
              maxLength={200}
              value={reason}
              onChange={(event) => {
                setReason(event.target.value);
                setMissing(false);
              }}
            />
          )}
        </Field>
      )}
    </FormDialog>
  );
}
