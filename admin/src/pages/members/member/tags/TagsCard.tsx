import { getMemberTags, type MemberTag } from '@shuke/contract';
import { useState } from 'react';
import { useAnswer } from '../../../../api/use.ts';
import { Failure } from '../../../../components/Failure.tsx';
import { useTagName } from '../../../../components/use-tags.ts';
import { useApart, useFormat } from '../../../../languages/language.tsx';
import { tagWords } from '../../../../messages/apart.ts';
import { useMay } from '../../../../session.tsx';
import { useDirectory } from '../../../audit/use-speech.ts';
import { AddTag } from './AddTag.tsx';
import { AllowTag } from './AllowTag.tsx';
import { RemoveTag } from './RemoveTag.tsx';
import './tags.css';

type Open = { kind: 'add' } | { kind: 'remove' | 'allow'; tag: MemberTag };

/** Which marks does this member carry, who put them there, and which does the member not want? */
export function TagsCard({ memberId }: { memberId: string }) {
  const words = useApart(tagWords).member;
  const may = useMay();
  const [open, setOpen] = useState<Open | null>(null);
  const answer = useAnswer(getMemberTags, { params: { id: memberId } });
  const items = answer.data?.items ?? [];
  const close = () => setOpen(null);
  return (
    <section className="card" aria-label={words.title}>
      <header>
        <h2>{words.title}</h2>
        {may('tags.write') && answer.isSuccess ? (
          <button type="button" className="plain text-button" onClick={() => setOpen({ kind: 'add' })}>
            {words.add}
          </button>
        ) : null}
      </header>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isSuccess && items.length === 0 ? <p className="faint">{words.none}</p> : null}
      <ul className="member-tags">
        {items.toSorted(heldFirst).map((tag) => (
          <TagLine
            key={tag.code}
            tag={tag}
            onRemove={() => setOpen({ kind: 'remove', tag })}
            onAllow={() => setOpen({ kind: 'allow', tag })}
          />
        ))}
      </ul>
      {open?.kind === 'add' ? <AddTag memberId={memberId} stands={items} onClose={close} /> : null}
      {open?.kind === 'remove' ? <RemoveTag memberId={memberId} tag={open.tag} onClose={close} /> : null}
      {open?.kind === 'allow' ? <AllowTag memberId={memberId} tag={open.tag} onClose={close} /> : null}
    </section>
  );
}

const heldFirst = (one: MemberTag, other: MemberTag) =>
  Number(one.state === 'refused') - Number(other.state === 'refused');

interface LineProps {
  tag: MemberTag;
  onRemove: () => void;
  onAllow: () => void;
}

function TagLine({ tag, onRemove, onAllow }: LineProps) {
  const words = useApart(tagWords).member;
  const may = useMay();
  const format = useFormat();
  const { staff } = useDirectory();
  const name = useTagName()(tag);
  const since = format.day(tag.since);
  const by = staff.find((one) => one.email === tag.by)?.name ?? tag.by;
  if (tag.state === 'refused')
    return (
      <li className="member-tag">
        <s className="faint">{name}</s>
        {may('tags.own') && tag.isShown ? (
          <button type="button" className="plain text-button" aria-label={words.allowOne(name)} onClick={onAllow}>
            {words.allow}
          </button>
        ) : null}
        <p className="faint">{words.refused(since)}</p>
      </li>
    );
  return (
    <li className="member-tag">
      <span className="tag-mark">{name}</span>
      {may('tags.write') ? (
        <button type="button" className="plain text-button" aria-label={words.removeOne(name)} onClick={onRemove}>
          {words.remove}
        </button>
      ) : null}
      <p className="faint">
        {tag.reason}
        <br />
        {words.detail(since, by)}
      </p>
    </li>
  );
}
