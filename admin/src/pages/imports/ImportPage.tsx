import { getImport, type ImportView } from '@shuke/contract';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { useAnswer } from '../../api/use.ts';
import { TrailLink } from '../../components/TrailLink.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Failure } from '../../components/Failure.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { usePageTitle } from '../../components/use-page-title.ts';
import { useApart, useFormat } from '../../languages/language.tsx';
import { importWords } from '../../messages/apart.ts';
import { paths } from '../../paths.ts';
import { useMay } from '../../session.tsx';
import { allowed, isWorking, stepOf } from './import-state.ts';
import { ImportSteps } from './ImportSteps.tsx';
import { MappingStep } from './MappingStep.tsx';
import { ProgressStep } from './ProgressStep.tsx';
import { ReportStep } from './ReportStep.tsx';

const WORKING_EVERY_MS = 700;

/** Steps two to four of one import: whatever its state asks for. */
export function ImportPage() {
  const imports = useApart(importWords);
  const { id = '' } = useParams();
  const first = useAnswer(getImport, { params: { id } });
  const answer = useAnswer(
    getImport,
    { params: { id } },
    { refetchInterval: first.data !== undefined && isWorking(first.data) ? WORKING_EVERY_MS : false },
  );
  usePageTitle(answer.data?.fileName ?? imports.title);
  return (
    <div className="page">
      <header>
        <div>
          <p className="faint">
            <Link to={paths.imports()}>{imports.title}</Link>
          </p>
          <h1>{answer.data?.fileName ?? ' '}</h1>
          {answer.data === undefined ? null : <FileLine view={answer.data} />}
        </div>
        <div className="actions">
          <TrailLink object={`/api/imports/${id}`} />
        </div>
      </header>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={400} /> : null}
      {answer.data === undefined ? null : <Steps view={answer.data} />}
    </div>
  );
}

function FileLine({ view }: { view: ImportView }) {
  const format = useFormat();
  return (
    <p className="faint">
      {[format.bytes(view.bytes), view.encoding, format.instant(view.createdAt), view.createdBy]
        .filter((part) => part !== '')
        .join(' · ')}
    </p>
  );
}

function Steps({ view }: { view: ImportView }) {
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const imports = useApart(importWords);
  const mayWrite = useMay()('imports.write');
  const isMapping = view.state === 'mapping' || (query.get('step') === 'mapping' && allowed[view.state].map);
  const toStep = (step?: 'mapping') => void navigate(paths.import(view.id, step), { replace: true });
  return (
    <div className="stack">
      <ImportSteps current={isMapping ? 1 : stepOf[view.state]} />
      {isMapping && mayWrite ? <MappingStep key={view.id} view={view} onChecked={() => toStep()} /> : null}
      {isMapping && !mayWrite ? <Empty title={imports.states.mapping} hint={imports.waitsForMapping} /> : null}
      {isWorking(view) ? <ProgressStep view={view} /> : null}
      {!isMapping && !isWorking(view) ? <ReportStep view={view} onEdit={() => toStep('mapping')} /> : null}
    </div>
  );
}
