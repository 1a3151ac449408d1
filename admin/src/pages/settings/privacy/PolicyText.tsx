import { getPolicy, type AnswerOf, type PolicyCode } from '@shuke/contract';
import { Button, Drawer } from 'antd';
import { useAnswer } from '../../../api/use.ts';
import { CopyField } from '../../../components/CopyField.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { policyWords } from '../../../messages/apart.ts';
import './policy-text.css';

export type WithText = AnswerOf<typeof getPolicy>;

interface Props {
  code: PolicyCode;
  version: number;
  onClose: () => void;
  /** Offers to publish another version that begins as this one. */
  onPublish?: (basedOn: WithText) => void;
}

/** One version of a policy, word for word. */
export function PolicyText({ code, version, onClose, onPublish }: Props) {
  const { privacy } = useMessages();
  const words = useApart(policyWords);
  const format = useFormat();
  const answer = useAnswer(getPolicy, { params: { code, version: String(version) } });
  const policy = answer.data;
  return (
    <Drawer
      open
      title={privacy.version(code, version)}
      onClose={onClose}
      size={560}
      styles={{ wrapper: { maxWidth: '100vw' } }}
    >
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={320} /> : null}
      {policy === undefined ? null : (
        <div className="stack">
          <p className="faint">
            {[
              format.instant(policy.publishedAt),
              policy.publishedBy,
              ...(policy.asksAgain ? [words.asksAgain] : []),
            ].join(' · ')}
          </p>
          <h3>{words.chinese}</h3>
          <p className="policy-text" lang="zh-CN">
            {policy.text}
          </p>
          <h3>{words.english}</h3>
          {policy.textEn === null ? (
            <p className="faint">{words.noEnglish}</p>
          ) : (
            <p className="policy-text" lang="en">
              {policy.textEn}
            </p>
          )}
          <div>
            <p className="faint">{words.hash}</p>
            <CopyField label={words.hash} text={policy.hash} />
          </div>
          {onPublish === undefined ? null : <Button onClick={() => onPublish(policy)}>{words.basedOn}</Button>}
        </div>
      )}
    </Drawer>
  );
}
