import { endSession, listSessions } from '@shuke/contract';
import { Button } from 'antd';
import { useAnswer, useWrite } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { useNotices } from '../../components/Notices.tsx';
import { useNarrow } from '../../components/use-narrow.ts';
import { Skeleton } from '../../components/Skeleton.tsx';
import { deviceOf } from '../../format/device.ts';
import { useApart, useFormat } from '../../languages/language.tsx';
import { accountWords } from '../../messages/apart.ts';

/** Where one is signed in, with a way to end each but the one at hand. */
export function OwnSessions() {
  const words = useApart(accountWords).sessions;
  const format = useFormat();
  const isNarrow = useNarrow();
  const notices = useNotices();
  const answer = useAnswer(listSessions, {}, { refetchInterval: 30_000 });
  const end = useWrite(endSession, [listSessions]);
  const onEnd = (id: string) =>
    end.mutate({ params: { id } }, { onSuccess: () => notices.good(words.ended), onError: notices.problem });
  return (
    <section className="card" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="faint">{words.hint}</p>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={160} /> : null}
      <div className="sideways">
        <table className="table" aria-label={words.title}>
          <thead>
            <tr>
              <th scope="col">{words.device}</th>
              {isNarrow ? null : <th scope="col">{words.seenAt}</th>}
              <th scope="col">
                <span className="unseen">{words.end}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {(answer.data?.items ?? []).map((one) => {
              const device = deviceOf(one.device) ?? words.unknownDevice;
              return (
                <tr key={one.id}>
                  <td title={one.device}>
                    {device}
                    <div className="faint">{[one.address, words.since(format.instant(one.createdAt))].join(' · ')}</div>
                    {isNarrow ? <div className="faint">{words.seen(format.instant(one.seenAt))}</div> : null}
                  </td>
                  {isNarrow ? null : <td className="nowrap">{format.instant(one.seenAt)}</td>}
                  <td className="number">
                    {one.isCurrent ? (
                      <span className="faint">{words.current}</span>
                    ) : (
                      <Button
                        size="small"
                        aria-label={words.endOf(device)}
                        loading={end.isPending && end.variables.params.id === one.id}
                        onClick={() => onEnd(one.id)}
                      >
                        {words.end}
                      </Button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
