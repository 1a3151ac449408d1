import { CONTACT_DAYS, countContacts } from '@shuke/contract';
import { useAnswer } from '../../../api/use.ts';
import { Failure } from '../../../components/Failure.tsx';
import { MayLink } from '../../../components/MayLink.tsx';
import { contactText } from '../../../format/contact-text.ts';
import { wallClock } from '../../../format/zone.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { factWords, policyWords } from '../../../messages/apart.ts';
import { paths } from '../../../paths.ts';
import './centre.css';

/** How often could members be contacted, and why not? */
export function ContactCounts() {
  const facts = useApart(factWords);
  const { contacts: words } = useApart(policyWords);
  const format = useFormat();
  const answer = useAnswer(countContacts, {});
  const { items = [], from = '' } = answer.data ?? {};
  return (
    <section className="card stack renewals" aria-label={words.title(CONTACT_DAYS)}>
      <h3>{words.title(CONTACT_DAYS)}</h3>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isSuccess && items.length === 0 ? <p className="soft">{words.none}</p> : null}
      {items.length === 0 ? null : (
        <>
          <p className="soft">{words.hint}</p>
          <div className="sideways">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{words.outcome}</th>
                  <th scope="col">{words.times}</th>
                  <th scope="col">{words.members}</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ outcome, contacts, members }) => (
                  <tr key={outcome}>
                    <th scope="row">{contactText(outcome, facts)}</th>
                    <td>{format.count(contacts)}</td>
                    <td>
                      <MayLink
                        to={paths.members({ contact: outcome, contactFrom: wallClock(from, format.zone).day })}
                        aria-label={words.see(contactText(outcome, facts))}
                      >
                        {words.memberCount(members, format.count(members))}
                      </MayLink>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
