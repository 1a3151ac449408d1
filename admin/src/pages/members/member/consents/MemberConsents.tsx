import {
  contactChannels,
  getConsents,
  purposes,
  type AnswerOf,
  type ConsentDecision,
  type ConsentEntry,
  type ContactChannel,
  type Purpose,
} from '@shuke/contract';
import { Button, Switch } from 'antd';
import { useState } from 'react';
import { usePages } from '../../../../api/use.ts';
import { Empty } from '../../../../components/Empty.tsx';
import { Failure } from '../../../../components/Failure.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { useApart, useFormat, useMessages } from '../../../../languages/language.tsx';
import { consentWords } from '../../../../messages/apart.ts';
import { useMay } from '../../../../session.tsx';
import { subjectOf } from '../../../audit/subject.ts';
import { useSubjectName } from '../../../audit/use-speech.ts';
import './consents.css';
import { MemberContacts } from './MemberContacts.tsx';
import { RecordConsent } from './RecordConsent.tsx';

/** What is about to be recorded. */
interface Open {
  purpose: Purpose;
  channel: ContactChannel;
  proposed: ConsentDecision;
}

/** What may this member's data be used for, and how do we know? */
export function MemberConsents({ memberId }: { memberId: string }) {
  const { common } = useMessages();
  const words = useApart(consentWords);
  const may = useMay();
  const mayWrite = may('privacy.write');
  const [open, setOpen] = useState<Open | null>(null);
  const answer = usePages(
    getConsents,
    (cursor) => ({ params: { id: memberId }, query: { cursor } }),
    (page) => page.nextCursor,
  );
  const now = answer.data?.pages[0];
  const entries = answer.data?.pages.flatMap((page) => page.entries) ?? [];

  if (answer.isError) return <Failure error={answer.error} onRetry={() => void answer.refetch()} />;
  if (now === undefined) return <Skeleton height={320} />;
  return (
    <div className="stack">
      <p className="soft">{words.hint}</p>
      {now.needsGuardian ? <p className="consent-refused">{words.needsGuardian}</p> : null}
      {now.allowsProfiling || now.needsGuardian ? null : <p className="consent-refused">{words.notProfiled}</p>}
      {mayWrite && (now.allowsProfiling || !now.needsGuardian) ? (
        <div>
          <Button
            size="small"
            onClick={() =>
              setOpen({
                purpose: 'personalisation',
                channel: 'all',
                proposed: now.allowsProfiling ? 'withdrawn' : 'given',
              })
            }
          >
            {now.allowsProfiling ? words.optOut : words.optIn}
          </Button>
        </div>
      ) : null}
      <Matrix now={now} onSwitch={setOpen} />
      {may('contacts.read') ? <MemberContacts memberId={memberId} /> : null}
      <section aria-label={words.ledger} className="stack">
        <h3>{words.ledger}</h3>
        {entries.length === 0 ? <Empty title={words.ledgerEmpty} hint={words.ledgerEmptyHint} /> : null}
        <ol className="consent-ledger">
          {entries.map((entry) => (
            <EntryLine key={entry.id} entry={entry} />
          ))}
        </ol>
        {answer.hasNextPage ? (
          <Button block loading={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
            {common.more}
          </Button>
        ) : null}
      </section>
      {open === null ? null : (
        <RecordConsent memberId={memberId} needsGuardian={now.needsGuardian} {...open} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

/** Purposes by channels, each with a switch for who may record. */
function Matrix({ now, onSwitch }: { now: AnswerOf<typeof getConsents>; onSwitch: (what: Open) => void }) {
  const { privacy } = useMessages();
  const words = useApart(consentWords);
  const format = useFormat();
  const mayWrite = useMay()('privacy.write');
  const cell = (purpose: Purpose, channel: ContactChannel) => {
    const isHere = (one: { purpose: Purpose; channel: ContactChannel }) =>
      one.purpose === purpose && one.channel === channel;
    const held = now.consents.find(isHere);
    const isAllowed = now.allowed.some(isHere);
    const isOverruled = held?.state === 'given' && !isAllowed;
    const state = isOverruled
      ? words.wholeWithdrawn
      : held !== undefined
        ? privacy.states[held.state]
        : isAllowed
          ? words.byWhole
          : null;
    return (
      <td key={channel}>
        <Switch
          size="small"
          checked={isAllowed}
          disabled={!mayWrite}
          aria-label={privacy.about(purpose, channel)}
          onChange={() => onSwitch({ purpose, channel, proposed: isAllowed ? 'withdrawn' : 'given' })}
        />
        {state === null ? null : (
          <div
            className={`consent-state consent-${isOverruled ? 'withdrawn' : (held?.state ?? 'given')}`}
            title={held === undefined ? undefined : words.since(format.instant(held.at))}
          >
            {state}
          </div>
        )}
      </td>
    );
  };
  return (
    <div className="sideways">
      <table className="table consent-matrix" aria-label={words.matrix}>
        <thead>
          <tr>
            <th scope="col">{words.purpose}</th>
            {contactChannels.map((channel) => (
              <th key={channel} scope="col">
                {privacy.channels[channel]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {purposes.map((purpose) => (
            <tr key={purpose}>
              <th scope="row">{privacy.purposes[purpose]}</th>
              {contactChannels.map((channel) => cell(purpose, channel))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One entry of the ledger with all that proves it. */
function EntryLine({ entry }: { entry: ConsentEntry }) {
  const { privacy } = useMessages();
  const words = useApart(consentWords);
  const format = useFormat();
  const { evidence, policy } = entry;
  const recorder = useSubjectName(subjectOf(evidence.by.id)) ?? evidence.by.name;
  const proof = [
    words.sources[evidence.source] ?? evidence.source,
    ...(evidence.address === null ? [] : [words.from(evidence.address)]),
    ...(evidence.device === null ? [] : [evidence.device]),
    ...(evidence.guardian === null ? [] : [words.guardian(evidence.guardian.name, evidence.guardian.relation)]),
    words.recordedBy(recorder),
  ];
  return (
    <li>
      <p>
        <time className="faint" dateTime={entry.at} title={format.exact(entry.at)}>
          {format.instant(entry.at)}
        </time>{' '}
        {privacy.about(entry.purpose, entry.channel)}{' '}
        <strong className={`consent-${entry.decision}`}>{privacy.decisions[entry.decision]}</strong>
        {policy === null ? null : (
          <span className="soft" title={policy.hash}>
            {' '}
            {words.basis(privacy.version(policy.code, policy.version))} <code>{policy.hash.slice(0, 8)}</code>
          </span>
        )}
      </p>
      {evidence.shown === null ? null : <p className="consent-shown">{words.shown(evidence.shown)}</p>}
      <p className="faint">{proof.join(' · ')}</p>
    </li>
  );
}
