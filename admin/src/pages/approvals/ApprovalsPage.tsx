import { listApprovals, type Approval } from '@shuke/contract';
import { Button } from 'antd';
import { Link } from 'react-router';
import { usePages } from '../../api/use.ts';
import { Choice } from '../../charts/Choice.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Failure } from '../../components/Failure.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import '../../components/tables.css';
import { usePageTitle } from '../../components/use-page-title.ts';
import { useView } from '../../components/use-view.ts';
import { useApart, useFormat, useMessages } from '../../languages/language.tsx';
import { approvalWords } from '../../messages/apart.ts';
import { paths, type ApprovalsView } from '../../paths.ts';
import { useOpens } from '../../session.tsx';
import { About, useNameOf } from './About.tsx';
import { ApprovalState } from './ApprovalState.tsx';
import './approvals.css';

const SHOWN = 30;
const shows = ['open', 'own', 'over'] as const;

function ApprovalLine({ approval }: { approval: Approval }) {
  const approvals = useApart(approvalWords);
  const format = useFormat();
  const { id, kind, by, state, askedAt, expiresAt } = approval;
  const asker = useNameOf(by);
  return (
    <li className="approval-line">
      <div>
        <p>
          <Link to={paths.approval(id)}>{approvals.kinds[kind]}</Link>{' '}
          <span className="soft">
            <About approval={approval} />
          </span>
        </p>
        <p className="faint">{approvals.askedBy(asker, format.instant(askedAt))}</p>
      </div>
      <div className="approval-end">
        <ApprovalState approval={approval} />
        {state === 'open' ? <p className="faint">{approvals.expires(format.instant(expiresAt))}</p> : null}
      </div>
    </li>
  );
}

/** What waits for my approval, and what became of what I asked for? */
export function ApprovalsPage() {
  const { common } = useMessages();
  const approvals = useApart(approvalWords);
  usePageTitle(approvals.title);
  const opens = useOpens();
  const { view, replace } = useView<ApprovalsView>(paths.approvals);
  const show = shows.find((one) => one === view.show) ?? 'open';
  const answer = usePages(
    listApprovals,
    (cursor) => ({ query: { show, cursor, limit: SHOWN } }),
    (page) => page.nextCursor,
    { staleTime: 0 },
  );
  const items = answer.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <header>
        <h1>{approvals.title}</h1>
        {opens(paths.approvalRules()) ? (
          <div className="actions">
            <Link to={paths.approvalRules()}>{approvals.seeRules}</Link>
          </div>
        ) : null}
      </header>
      <div className="list">
        <div className="list-tools">
          <Choice
            label={approvals.show.label}
            options={shows.map((value) => ({ value, title: approvals.show[value] }))}
            value={show}
            onChange={(next) => replace(next === 'open' ? {} : { show: next })}
          />
        </div>
        {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
        {answer.isPending ? <Skeleton height={320} /> : null}
        {answer.isSuccess ? (
          <div className="card">
            {items.length === 0 ? <Empty {...approvals.empty[show]} /> : null}
            <ol aria-label={approvals.show[show]} aria-busy={answer.isPlaceholderData}>
              {items.map((one) => (
                <ApprovalLine key={one.id} approval={one} />
              ))}
            </ol>
            {answer.hasNextPage ? (
              <Button block loading={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
                {common.more}
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
    </div>
  );
}
