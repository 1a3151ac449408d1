import { countRenewals, type Purpose } from '@shuke/contract';
import { useAnswer } from '../../../api/use.ts';
import { Failure } from '../../../components/Failure.tsx';
import { MayLink } from '../../../components/MayLink.tsx';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { policyWords } from '../../../messages/apart.ts';
import './centre.css';
import { paths, type MembersView } from '../../../paths.ts';

/** Who has consented to older words than those of today, and what follows? */
export function Renewals() {
  const { privacy } = useMessages();
  const { renewals: words } = useApart(policyWords);
  const answer = useAnswer(countRenewals, {});
  const behind = (answer.data?.purposes ?? []).filter(({ renew, older }) => renew + older > 0);
  return (
    <section className="card stack renewals" aria-label={words.title}>
      <h3>{words.title}</h3>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isSuccess && behind.length === 0 ? <p className="soft">{words.none}</p> : null}
      {behind.length === 0 ? null : (
        <>
          <p className="soft">{words.hint}</p>
          <div className="sideways">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{words.purpose}</th>
                  <th scope="col">{words.renew}</th>
                  <th scope="col">{words.older}</th>
                </tr>
              </thead>
              <tbody>
                {behind.map(({ purpose, renew, older }) => (
                  <tr key={purpose}>
                    <th scope="row">{privacy.purposes[purpose]}</th>
                    <Count members={renew} of={words.renew} purpose={purpose} view={{ renew: purpose }} />
                    <Count members={older} of={words.older} purpose={purpose} view={{ older: purpose }} />
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

function Count({ members, of, purpose, view }: { members: number; of: string; purpose: Purpose; view: MembersView }) {
  const { privacy } = useMessages();
  const { renewals: words } = useApart(policyWords);
  const format = useFormat();
  return (
    <td>
      {members === 0 ? (
        format.count(0)
      ) : (
        <MayLink to={paths.members(view)} aria-label={words.see(privacy.purposes[purpose], of)}>
          {words.members(members, format.count(members))}
        </MayLink>
      )}
    </td>
  );
}
