import { getApproval, type Approval } from '@shuke/contract';
import { Button } from 'antd';
import { useParams } from 'react-router';
import { useAnswer } from '../../api/use.ts';
import { TrailLink } from '../../components/TrailLink.tsx';
import { Failure } from '../../components/Failure.tsx';
import { MayLink } from '../../components/MayLink.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import '../../components/tables.css';
import { usePageTitle } from '../../components/use-page-title.ts';
import { useApart, useFormat, useMessages } from '../../languages/language.tsx';
import { approvalWords } from '../../messages/apart.ts';
import { keyWords, staffWords } from '../../messages/apart.ts';
import { paths } from '../../paths.ts';
import { About, useNameOf } from './About.tsx';
import { ApprovalState } from './ApprovalState.tsx';
import './approvals.css';
import { Changes } from './Changes.tsx';
import { Decide } from './Decide.tsx';

function Name({ who }: { who: { id: string; name: string } }) {
  return useNameOf(who);
}

function Steps({ steps }: Pick<Approval, 'steps'>) {
  const approvals = useApart(approvalWords);
  const format = useFormat();
  return (
    <ol className="approval-steps" aria-label={approvals.history}>
      {steps.map(({ at, did, by, comment }) => (
        <li key={`${at} ${did} ${by?.id}`}>
          <p>
            {by === null ? null : (
              <>
                <strong>
                  <Name who={by} />
                </strong>{' '}
              </>
            )}
            {approvals.did[did]}
          </p>
          {comment === null ? null : <p>{comment}</p>}
          <time className="faint" dateTime={at}>
            {format.exact(at)}
          </time>
        </li>
      ))}
    </ol>
  );
}

function AskedBy({ approval: { by, askedAt } }: { approval: Approval }) {
  const approvals = useApart(approvalWords);
  const format = useFormat();
  return approvals.askedBy(useNameOf(by), format.exact(askedAt));
}

/** What is left to do for whoever asked, once it is done. */
function Next({ approval: { state, isOwn, action, download } }: { approval: Approval }) {
  const keys = useApart(keyWords);
  const staff = useApart(staffWords);
  const approvals = useApart(approvalWords);
  if (state !== 'done' || !isOwn) return null;
  if (download !== null) {
    return (
      <div className="stack">
        <div>
          <Button type="primary" href={download} download>
            {approvals.download}
          </Button>
        </div>
        <p className="faint">{approvals.downloadHint}</p>
      </div>
    );
  }
  if (action === 'key.issue') {
    return (
      <p>
        {approvals.nextKey} <MayLink to={paths.keys()}>{keys.title}</MayLink>
      </p>
    );
  }
  if (action === 'staff.invite') {
    return (
      <p>
        {approvals.nextStaff} <MayLink to={paths.staff()}>{staff.title}</MayLink>
      </p>
    );
  }
  return null;
}

/** What would change, who asked for it, and do I approve it? */
export function ApprovalPage() {
  const { problems } = useMessages();
  const approvals = useApart(approvalWords);
  const format = useFormat();
  const { id = '' } = useParams();
  const answer = useAnswer(getApproval, { params: { id } }, { staleTime: 0, refetchInterval: 15_000 });
  const approval = answer.data;
  const title = approval === undefined ? approvals.title : approvals.kinds[approval.kind];
  usePageTitle(title);
  if (answer.isError && approval === undefined)
    return (
      <div className="page">
        <Failure error={answer.error} onRetry={() => void answer.refetch()} />
      </div>
    );
  if (approval === undefined)
    return (
      <div className="page">
        <Skeleton height={480} />
      </div>
    );
  const { state, problem } = approval;
  return (
    <div className="page">
      <header>
        <div>
          <h1>
            {title} <span className="count">{`#${approval.id}`}</span>
          </h1>
          <p className="soft">
            <AskedBy approval={approval} />
            {' · '}
            <About approval={approval} />
          </p>
        </div>
        <div className="actions">
          <TrailLink object={`approval:${approval.id}`} />
        </div>
      </header>
      <div className="approval">
        <section className="card stack">
          {approval.version > 1 && state === 'open' ? <p className="trouble">{approvals.renewed}</p> : null}
          <Changes key={approval.id} approval={approval} />
          {problem === null ? null : (
            <div className="failure">
              <p>
                <strong>{approvals.whyFailed}</strong> {problems.text[problem.code].title}
              </p>
              <p className="faint">{problem.detail}</p>
            </div>
          )}
          <Next approval={approval} />
        </section>
        <section className="card stack">
          <div>
            <ApprovalState approval={approval} />
            {state === 'open' ? <p className="faint">{approvals.expires(format.exact(approval.expiresAt))}</p> : null}
          </div>
          {state === 'open' ? (
            <Decide key={approval.version} approval={approval} onChanged={() => void answer.refetch()} />
          ) : null}
          <Steps steps={approval.steps} />
        </section>
      </div>
    </div>
  );
}
