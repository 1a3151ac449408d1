import { listMemberContacts, type Contact } from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { usePages } from '../../../../api/use.ts';
import { Empty } from '../../../../components/Empty.tsx';
import { Failure } from '../../../../components/Failure.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { contactText } from '../../../../format/contact-text.ts';
import { useApart, useFormat, useMessages } from '../../../../languages/language.tsx';
import { consentWords, factWords } from '../../../../messages/apart.ts';
import { PolicyText } from '../../../settings/privacy/PolicyText.tsx';
import './consents.css';

type Policy = NonNullable<Contact['proof']>['policy'];

/** When was it asked to contact this member, and which consent did it rest on? */
export function MemberContacts({ memberId }: { memberId: string }) {
  const { common } = useMessages();
  const { contacts: words } = useApart(consentWords);
  const [open, setOpen] = useState<Policy | null>(null);
  const answer = usePages(
    listMemberContacts,
    (cursor) => ({ params: { id: memberId }, query: { cursor } }),
    (page) => page.nextCursor,
  );
  const items = answer.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={words.title} className="stack">
      <h3>{words.title}</h3>
      <p className="soft">{words.hint}</p>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={120} /> : null}
      {answer.isSuccess && items.length === 0 ? <Empty title={words.empty} hint={words.emptyHint} /> : null}
      <ol className="consent-ledger">
        {items.map((one) => (
          <ContactLine key={one.id} contact={one} onRead={setOpen} />
        ))}
      </ol>
      {answer.hasNextPage ? (
        <Button block loading={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
          {common.more}
        </Button>
      ) : null}
      {open === null ? null : <PolicyText code={open.code} version={open.version} onClose={() => setOpen(null)} />}
    </section>
  );
}

function ContactLine({ contact, onRead }: { contact: Contact; onRead: (policy: Policy) => void }) {
  const { privacy } = useMessages();
  const facts = useApart(factWords);
  const { contacts: words } = useApart(consentWords);
  const format = useFormat();
  const { state, reason, reference, proof, until, endedAt } = contact;
  const outcome = contactText(reason === null ? state : `${state}.${reason}`, facts);
  const told = [
    words.asked(contact.askedBy, format.instant(contact.askedAt)),
    ...(contact.isPersonalised ? [words.personalised] : []),
    ...(state === 'open' && until !== null ? [words.until(format.instant(until))] : []),
    ...(endedAt === null || state === 'open' || state === 'refused'
      ? []
      : [words.ended[state](format.instant(endedAt))]),
  ];
  return (
    <li>
      <p>
        {reference ?? <span className="faint">{words.noReference}</span>}{' '}
        <span className="soft">{privacy.about(contact.purpose, contact.channel)}</span>{' '}
        <strong className={`contact-${state}`}>{outcome}</strong>
      </p>
      <p className="faint">{told.join(' · ')}</p>
      {proof === null ? null : (
        <p className="faint">
          {words.proof(format.instant(proof.at))}
          {proof.byGuardian ? ` · ${words.byGuardian}` : ''} ·{' '}
          <Button
            type="link"
            size="small"
            className="contact-proof"
            aria-label={words.read(privacy.version(proof.policy.code, proof.policy.version))}
            onClick={() => onRead(proof.policy)}
          >
            {privacy.version(proof.policy.code, proof.policy.version)}
          </Button>{' '}
          <code title={proof.policy.hash}>{proof.policy.hash.slice(0, 8)}</code>
        </p>
      )}
    </li>
  );
}
