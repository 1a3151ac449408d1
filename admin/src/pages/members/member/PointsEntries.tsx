import { getMemberPoints, type AnswerOf } from '@shuke/contract';
import { Button } from 'antd';
import { usePages } from '../../../api/use.ts';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { MayLink } from '../../../components/MayLink.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { useFormat, useMessages } from '../../../languages/language.tsx';
import { paths } from '../../../paths.ts';

/** Every entry of the points account with what caused it and the balance after it. */
export function PointsEntries({ memberId }: { memberId: string }) {
  const { members, common } = useMessages();
  const words = members.member;
  const format = useFormat();
  const answer = usePages(
    getMemberPoints,
    (cursor) => ({ params: { id: memberId }, query: { cursor } }),
    (page) => page.nextCursor,
  );
  const entries = answer.data?.pages.flatMap((page) => page.entries) ?? [];

  if (answer.isError) return <Failure error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.isPending) return <Skeleton height={320} />;
  if (entries.length === 0) return <Empty title={words.pointsEmpty} hint={words.pointsEmptyHint} />;
  return (
    <div className="sideways">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{words.at}</th>
            <th scope="col">{words.reason}</th>
            <th scope="col" className="number">
              {words.change}
            </th>
            <th scope="col" className="number">
              {words.balance}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td className="nowrap" title={format.exact(entry.at)}>
                {format.instant(entry.at)}
              </td>
              <td>
                <Reason entry={entry} />
              </td>
              <td
                className={`number ${entry.points < 0 ? 'trouble' : ''}`}
              >{`${entry.points > 0 ? '+' : ''}${format.count(entry.points)}`}</td>
              <td className="number">{format.count(entry.balance)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {answer.hasNextPage ? (
        <Button block loading={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
          {common.more}
        </Button>
      ) : null}
    </div>
  );
}

type Entry = AnswerOf<typeof getMemberPoints>['entries'][number];

/** The sentence of what caused an entry; the order it names is a link. */
function Reason({ entry }: { entry: Entry }) {
  const { language } = useFormat();
  const sentence = language === 'en' ? entry.reasonEn : entry.reason;
  if (entry.order === null) return sentence;
  const { number, channel } = entry.order;
  const [before = '', after = ''] = sentence.split(number, 2);
  return (
    <>
      {before}
      <MayLink to={paths.orders({ number, channel })}>{number}</MayLink>
      {after}
    </>
  );
}
