import { draftNotice, type PolicyVersion } from '@shuke/contract';
import { Drawer } from 'antd';
import { useAnswer } from '../../../api/use.ts';
import { Failure } from '../../../components/Failure.tsx';
import { MayLink } from '../../../components/MayLink.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { useApart } from '../../../languages/language.tsx';
import { handlingWords } from '../../../messages/apart.ts';
import { paths } from '../../../paths.ts';
import { PublishPolicy } from './PublishPolicy.tsx';

/** Begins the next version of the privacy policy with what is recorded. */
export function DraftNotice({ all, onClose }: { all: readonly PolicyVersion[]; onClose: () => void }) {
  const { notice: words } = useApart(handlingWords);
  const answer = useAnswer(draftNotice, {}, { staleTime: 0 });
  if (!answer.isSuccess || answer.isFetching)
    return (
      <Drawer open title={words.title} onClose={onClose} size={560} styles={{ wrapper: { maxWidth: '100vw' } }}>
        {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
        {answer.isPending || answer.isFetching ? <Skeleton height={320} /> : null}
      </Drawer>
    );
  const { text, textEn, gaps } = answer.data;
  return (
    <PublishPolicy
      basedOn={{ code: 'privacy', text, textEn }}
      all={all}
      title={words.title}
      onClose={onClose}
      above={
        <div className="stack">
          <p className="soft">{words.hint}</p>
          {gaps.length === 0 ? null : (
            <ul className="goes-stays">
              {gaps.map((gap) => (
                <li key={gap}>
                  {words.gaps[gap]} <MayLink to={paths.handling()}>{words.fill}</MayLink>
                </li>
              ))}
            </ul>
          )}
        </div>
      }
    />
  );
}
