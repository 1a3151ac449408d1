import {
  dataClasses,
  type AnswerOf,
  type AutomatedDecision,
  getAuditPack,
  getDataRegister,
  inLanguage,
  type ProcessingActivity,
} from '@shuke/contract';
import { Button } from 'antd';
import { Fragment } from 'react';
import { addressOf } from '../../../api/call.ts';
import { useAnswer } from '../../../api/use.ts';
import { PageHead } from '../../../components/PageHead.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { saveFile, toCsv } from '../../../format/csv.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { centreWords, handlingWords } from '../../../messages/apart.ts';
import { Retention } from './Retention.tsx';
import './centre.css';

/** What data is held, what for, on which ground, and for how long? */
export function RegisterPage() {
  const { register: words } = useApart(centreWords);
  const { language } = useFormat();
  usePageTitle(words.title);
  const answer = useAnswer(getDataRegister, {});
  const activities = answer.data?.items ?? [];
  const save = () => {
    const { column, purpose, ground, retention } = words;
    const header = [column.activity, purpose, ground, retention, column.table, column.field, column.class];
    const rows = activities.flatMap((activity) =>
      activity.tables.flatMap((table) =>
        table.columns.map((one) => [
          ...[activity.name, activity.purpose, activity.ground, activity.retention].map((said) =>
            inLanguage(said, language),
          ),
          table.name,
          one.name,
          words.classes[one.class],
        ]),
      ),
    );
    saveFile(`${words.file}.csv`, toCsv(header, rows));
  };
  return (
    <div className="page">
      <PageHead
        title={words.title}
        hint={words.hint}
        actions={
          <>
            <Button disabled={activities.length === 0} onClick={save}>
              {words.csv}
            </Button>
            <Button type="primary" href={addressOf(getAuditPack, { query: { language } })} download>
              {words.pack}
            </Button>
          </>
        }
      />
      <p className="faint">{words.packHint}</p>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={320} /> : null}
      <Retention />
      <HandledBy register={answer.data} />
      <Decisions decisions={answer.data?.decisions ?? []} />
      <div className="stack">
        {activities.map((one) => (
          <Activity key={one.code} activity={one} />
        ))}
      </div>
    </div>
  );
}

/** Who answers for the data, and who else gets it? */
function HandledBy({ register }: { register: AnswerOf<typeof getDataRegister> | undefined }) {
  const words = useApart(handlingWords);
  const kinds = useApart(centreWords).incidents.data;
  if (register === undefined) return null;
  const { responsible, recipients } = register;
  return (
    <section className="card stack decisions" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p>{responsible === null ? words.responsible.none : `${responsible.name} · ${responsible.contact}`}</p>
      {recipients.length === 0 ? <p className="soft">{words.recipients.empty}</p> : null}
      <dl className="facts-of">
        {recipients.map((one) => (
          <Fragment key={one.id}>
            <dt>{one.name}</dt>
            <dd>
              {[
                one.purpose,
                words.listed(one.data.map((kind) => kinds[kind])),
                words.recipients.roles[one.role].name,
                ...(one.isEnded ? [words.recipients.ended] : one.gaps.map((gap) => words.recipients.gaps[gap])),
              ].join(' · ')}
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

/** What do machines decide, and what does a refusal change? */
function Decisions({ decisions }: { decisions: readonly AutomatedDecision[] }) {
  const words = useApart(centreWords).register.decisions;
  const { language } = useFormat();
  if (decisions.length === 0) return null;
  return (
    <section className="card stack decisions" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p className="soft">{words.hint}</p>
      {decisions.map((one) => (
        <div key={one.code}>
          <h4>{inLanguage(one.name, language)}</h4>
          <dl className="facts-of">
            <dt>{words.basis}</dt>
            <dd>{words.bases[one.basis]}</dd>
            <dt>{words.how}</dt>
            <dd>{inLanguage(one.how, language)}</dd>
            <dt>{words.optOut}</dt>
            <dd>{inLanguage(one.optOut, language)}</dd>
          </dl>
        </div>
      ))}
    </section>
  );
}

/** What it is for at a glance; its tables and columns when opened. */
function Activity({ activity }: { activity: ProcessingActivity }) {
  const { register: words, incidents } = useApart(centreWords);
  const handling = useApart(handlingWords);
  const kinds = incidents.data;
  const format = useFormat();
  const { language } = format;
  return (
    <section className="card stack activity" aria-label={inLanguage(activity.name, language)}>
      <h3>{inLanguage(activity.name, language)}</h3>
      <dl className="facts-of">
        <dt>{words.purpose}</dt>
        <dd>{inLanguage(activity.purpose, language)}</dd>
        <dt>{handling.recipients.data}</dt>
        <dd>{handling.listed(activity.kinds.map((kind) => kinds[kind]))}</dd>
        <dt>{words.ground}</dt>
        <dd>{inLanguage(activity.ground, language)}</dd>
        <dt>{words.retention}</dt>
        <dd>{inLanguage(activity.retention, language)}</dd>
      </dl>
      <details>
        <summary>{words.tables(format.count(activity.tables.length))}</summary>
        <div className="stack">
          {activity.tables.map((table) => (
            <div key={table.name}>
              <p>
                <strong>{table.name}</strong>
              </p>
              <dl className="facts-of">
                {dataClasses.map((kind) => {
                  const columns = table.columns.filter((one) => one.class === kind);
                  return columns.length === 0 ? null : (
                    <Columns key={kind} kind={words.classes[kind]} names={columns.map(({ name }) => name)} />
                  );
                })}
              </dl>
            </div>
          ))}
        </div>
      </details>
    </section>
  );
}

function Columns({ kind, names }: { kind: string; names: readonly string[] }) {
  return (
    <>
      <dt>{kind}</dt>
      <dd>
        <code>{names.join(', ')}</code>
      </dd>
    </>
  );
}
