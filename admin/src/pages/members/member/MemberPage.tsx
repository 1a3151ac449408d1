import { getMember, rightOf, type Granted, type MemberView } from '@shuke/contract';
import { Button, Tabs } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { useAnswer } from '../../../api/use.ts';
import { Failure } from '../../../components/Failure.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useApart, useMessages } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';
import { memberTabs, paths, type MemberTab } from '../../../paths.ts';
import { useMay, useStaff } from '../../../session.tsx';
import { MemberTrail } from '../../audit/MemberTrail.tsx';
import { MemberForm } from '../edit/MemberForm.tsx';
import { MemberConsents } from './consents/MemberConsents.tsx';
import { FaceCards } from './FaceCards.tsx';
import { GrantPoints } from './GrantPoints.tsx';
import './member.css';
import { MemberOrders } from './MemberOrders.tsx';
import { ErasedMember } from './rights/ErasedMember.tsx';
import { MemberMore } from './rights/MemberMore.tsx';
import { PointsEntries } from './PointsEntries.tsx';
import { RevealMember } from './RevealMember.tsx';
import { Timeline } from './Timeline.tsx';

const views = {
  timeline: Timeline,
  points: PointsEntries,
  orders: MemberOrders,
  consents: MemberConsents,
  audit: MemberTrail,
} satisfies Record<MemberTab, unknown>;

/** What a tab asks of whoever opens it, beyond what the page does. */
const asks: Partial<Record<MemberTab, Granted>> = {
  orders: 'orders.read',
  consents: 'privacy.read',
  audit: 'audit.read',
};

/** Who is this, and what should I do now? */
export function MemberPage() {
  const { members } = useMessages();
  const { id = '' } = useParams();
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const may = useMay();
  const { fields } = useStaff();
  const answer = useAnswer(getMember, { params: { id } }, { refetchInterval: 15_000 });
  const [dialog, setDialog] = useState<'grant' | 'edit' | 'reveal' | null>(null);
  // Kept by this page only: whoever leaves it sees the member masked again.
  const [revealed, setRevealed] = useState<MemberView | null>(null);
  const isRevealed = revealed?.id === id;
  const { erased } = useApart(centreWords);
  const isErased = answer.error?.code === 'member.erased';
  const known = isErased ? undefined : answer.data;
  const member = known && (isRevealed ? inClear(known, revealed) : known);
  const toggle = () => (isRevealed ? setRevealed(null) : setDialog('reveal'));
  const isNameHidden = rightOf(fields, 'name').sees === 'hidden';
  const nameless = isNameHidden ? `${members.member.id} ${id}` : members.noName;
  usePageTitle(isErased ? erased.title : (member?.name ?? members.title));
  const tabs = memberTabs.filter((one) => may(asks[one] ?? 'members.read'));
  const tab = tabs.find((known) => known === query.get('tab')) ?? 'timeline';

  return (
    <div className="page">
      <header>
        <div>
          <p className="faint">
            <Link to={paths.members()}>{members.title}</Link>
          </p>
          <h1>{isErased ? erased.title : member === undefined ? ' ' : (member.name ?? nameless)}</h1>
          {isErased ? <p className="soft">{id}</p> : null}
        </div>
        {isErased ? null : (
          <div className="actions">
            {member === undefined ? null : <MemberMore memberId={id} />}
            {may('members.write') ? (
              <Button disabled={member === undefined} onClick={() => setDialog('edit')}>
                {members.edit}
              </Button>
            ) : null}
            {may('points.write') ? (
              <Button type="primary" disabled={member === undefined} onClick={() => setDialog('grant')}>
                {members.member.grant}
              </Button>
            ) : null}
          </div>
        )}
      </header>
      {isErased ? <ErasedMember memberId={id} /> : null}
      {answer.isError && !isErased ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <MemberSkeleton /> : null}
      {member === undefined ? null : (
        <div className="member">
          <div className="stack">
            <FaceCards member={member} isRevealed={isRevealed} onToggle={may('members.reveal') ? toggle : undefined} />
          </div>
          <div className="card member-tabs">
            <Tabs
              activeKey={tab}
              destroyOnHidden
              onChange={(key) =>
                void navigate(
                  paths.member(
                    id,
                    memberTabs.find((known) => known === key),
                  ),
                  { replace: true, preventScrollReset: true },
                )
              }
              items={tabs.map((key) => {
                const View = views[key];
                return { key, label: members.member.tabs[key], children: <View memberId={id} /> };
              })}
            />
          </div>
        </div>
      )}
      {member !== undefined && dialog === 'grant' ? (
        <GrantPoints memberId={id} onClose={() => setDialog(null)} />
      ) : null}
      {member !== undefined && dialog === 'edit' ? (
        <MemberForm
          member={member}
          isRevealed={isRevealed}
          onClose={() => {
            setRevealed(null);
            setDialog(null);
          }}
        />
      ) : null}
      {dialog === 'reveal' ? (
        <RevealMember memberId={id} onRevealed={setRevealed} onClose={() => setDialog(null)} />
      ) : null}
    </div>
  );
}

/** What has been revealed of a member, and of everything else what holds now. */
const inClear = (
  now: MemberView,
  {
    name,
    birthday,
    gender,
    region,
    language,
    attributes,
    ordinaryAttributes,
    sensitiveAttributes,
    identifiers,
  }: MemberView,
): MemberView => ({
  ...now,
  name,
  birthday,
  gender,
  region,
  language,
  attributes,
  ordinaryAttributes,
  sensitiveAttributes,
  identifiers,
});

function MemberSkeleton() {
  return (
    <div className="member">
      <div className="stack">
        <Skeleton height={160} />
        <Skeleton height={160} />
        <Skeleton height={160} />
      </div>
      <Skeleton height={512} />
    </div>
  );
}
