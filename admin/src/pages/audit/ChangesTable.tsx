import { useApart } from '../../languages/language.tsx';
import { auditWords } from '../../messages/apart.ts';
import { eachChange, fieldName, isHidden, valueText, type Change } from './changes.ts';
import { SubjectLink } from './SubjectLink.tsx';
import { useSpeech } from './use-speech.ts';

/** What the changes themselves call an object: the new name, or the last one of what is gone. */
export function nameIn(changes: readonly Change[], object: string): string | null {
  const change = changes.find((one) => one.object === object && one.field === 'name');
  const name = change?.after ?? change?.before;
  return typeof name === 'string' ? name : null;
}

/** Each field before and after, with the object it is of where there are several. */
export function ChangesTable({ changes }: { changes: readonly Change[] }) {
  const audit = useApart(auditWords);
  const speech = useSpeech();
  const isOfSeveral = new Set(changes.map(({ object }) => object)).size > 1;
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{audit.field}</th>
          <th scope="col">{audit.before}</th>
          <th scope="col">{audit.after}</th>
        </tr>
      </thead>
      <tbody>
        {eachChange(changes).map((change) => (
          <tr key={`${change.object} ${change.field}`}>
            <td>
              <span className="entry-field">{fieldName(change, speech)}</span>
              {isOfSeveral ? (
                <div className="faint">
                  <SubjectLink object={change.object} toldName={nameIn(changes, change.object)} />
                </div>
              ) : null}
            </td>
            <td className="soft">{isHidden(change) ? audit.hidden : valueText(change.field, change.before, speech)}</td>
            <td>{isHidden(change) ? audit.hidden : valueText(change.field, change.after, speech)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
