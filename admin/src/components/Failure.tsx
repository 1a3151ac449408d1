import { Button } from 'antd';
import { asProblem } from '../api/problem.ts';
import { useMessages } from '../languages/language.tsx';
import { reasonText } from '../messages/reasons.ts';
import './failure.css';

/** Shows why something could not be read, what to do, and what the server said about which field. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { problems, common } = useMessages();
  const problem = asProblem(error);
  const { title, remedy } = problems.text[problem.code];
  const reason = reasonText(problems.reasons, problem.why);
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{title}</strong> <span className="soft">{remedy}</span>
      </p>
      {problem.faults.length > 0 ? (
        <ul className="faint">
          {problem.faults.map((fault) => (
            <li key={`${fault.field} ${fault.message}`}>
              {reasonText(problems.reasons, fault) ?? (
                <>
                  <code>{fault.field}</code> {fault.message}
                </>
              )}
            </li>
          ))}
        </ul>
      ) : null}
      {reason === undefined ? null : <p>{reason}</p>}
      {reason !== undefined || problem.detail === '' ? null : (
        <p className="faint">
          {problems.detail}: {problem.detail}
        </p>
      )}
      {onRetry === undefined ? null : (
        <Button size="small" onClick={onRetry}>
          {common.retry}
        </Button>
      )}
    </div>
  );
}
