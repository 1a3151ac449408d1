import {
  getImport,
  importRemarks,
  runImport,
  setAsideReasons,
  setAsideRows,
  type ImportReport,
  type ImportView,
} from '@shuke/contract';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link } from 'react-router';
import { addressOf } from '../../api/call.ts';
import { keyOf, useWrite } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { ImportLink } from '../../components/ImportLink.tsx';
import { Hint } from '../../components/Hint.tsx';
import { useApart, useFormat, useMessages } from '../../languages/language.tsx';
import { importWords } from '../../messages/apart.ts';
import { reasonText } from '../../messages/reasons.ts';
import { paths } from '../../paths.ts';
import { useMay, useOpens } from '../../session.tsx';
import { allowed } from './import-state.ts';

/** What the import will do (dry run) or has done: figures, reconciliation, and what was set aside. */
export function ReportStep({ view, onEdit }: { view: ImportView; onEdit: () => void }) {
  const imports = useApart(importWords);
  const { problems } = useMessages();
  const client = useQueryClient();
  const run = useWrite(runImport);
  const mayWrite = useMay()('imports.write');
  const { report } = view;
  const onRun = () =>
    run.mutate(
      { params: { id: view.id }, body: { dryRun: false } },
      { onSuccess: (answer) => void client.setQueryData(keyOf(getImport, { params: { id: view.id } }), answer) },
    );

  // A trial that was stopped, and an import that was cancelled while the file was still being read.
  const isUntouched = view.state === 'cancelled' && report === null;
  const heads = {
    checked: [imports.checkedTitle, imports.checkedHint],
    done: [imports.doneTitle, ''],
    cancelled: isUntouched
      ? [imports.stoppedTitle, imports.stoppedHint]
      : [imports.cancelledTitle, imports.cancelledHint],
    failed: [imports.failedTitle, ''],
  } as const;
  const state = view.state === 'done' || view.state === 'cancelled' || view.state === 'failed' ? view.state : 'checked';
  const [title, hint] = heads[state];
  return (
    <>
      <section className="card row">
        <div>
          <h2>{title}</h2>
          {hint === '' ? null : <p className="soft">{hint}</p>}
          {view.error === null ? null : (
            <p className="trouble">{reasonText(problems.reasons, view.why) ?? view.error}</p>
          )}
          {report !== null &&
          state === 'done' &&
          report.orders > 0 &&
          report.ordersNew === 0 &&
          report.refundsNew === 0 ? (
            <p className="soft">{imports.figureDetail.sameFile}</p>
          ) : null}
        </div>
        <div className="row report-actions">
          {state === 'done' && report !== null ? <DoneLinks view={view} report={report} /> : null}
          {mayWrite && allowed[view.state].map ? <Button onClick={onEdit}>{imports.editMapping}</Button> : null}
          {mayWrite && allowed[view.state].run && !isUntouched ? (
            <Button type="primary" loading={run.isPending} onClick={onRun}>
              {state === 'cancelled' ? imports.runOn : imports.run}
            </Button>
          ) : null}
        </div>
      </section>
      {run.isError ? <Failure error={run.error} /> : null}
      {report === null ? null : (
        <>
          <ReportFigures report={report} isForecast={state === 'checked'} />
          <Reconciliation report={report} currency={view.mapping.currency} />
          <SetAside view={view} report={report} />
          <Remarks report={report} currency={view.mapping.currency} />
        </>
      )}
    </>
  );
}

function DoneLinks({ view, report }: { view: ImportView; report: ImportReport }) {
  const imports = useApart(importWords);
  const format = useFormat();
  const opens = useOpens();
  const period =
    report.from === null || report.until === null
      ? null
      : { from: format.day(report.from), to: format.day(report.until), currency: view.mapping.currency };
  return (
    <>
      <ImportLink text={imports.another} isPrimary={false} />
      {opens(paths.members()) ? (
        <Link to={paths.members()}>
          <Button>{imports.seeMembers}</Button>
        </Link>
      ) : null}
      {period !== null && opens(paths.home()) ? (
        <Link to={paths.home(period)}>
          <Button type="primary">{imports.seePeriod}</Button>
        </Link>
      ) : null}
    </>
  );
}

/** A dry run decides nothing, so it does not know the points yet, nor which members are new. */
function ReportFigures({ report, isForecast }: { report: ImportReport; isForecast: boolean }) {
  const { figures, figureDetail } = useApart(importWords);
  const format = useFormat();
  const period =
    report.from === null || report.until === null
      ? ''
      : figureDetail.period(format.day(report.from), format.day(report.until));
  const shown = [
    { title: figures.lines, value: report.lines, detail: period },
    {
      title: figures.orders,
      value: report.orders,
      detail: figureDetail.recorded(format.count(report.ordersNew), format.count(report.ordersKnown)),
    },
    {
      title: figures.members,
      value: report.members,
      detail: isForecast ? '' : figureDetail.members(format.count(report.membersNew)),
    },
    {
      title: figures.refunds,
      value: report.refunds,
      detail: figureDetail.recorded(format.count(report.refundsNew), format.count(report.refundsKnown)),
    },
    { title: figures.withoutMember, value: report.withoutMember, detail: '' },
    ...(isForecast ? [] : [{ title: figures.points, value: report.points, detail: '' }]),
  ];
  return (
    <dl className="report-figures">
      {shown.map(({ title, value, detail }) => (
        <div key={title} className="card">
          <dt>{title}</dt>
          <dd>{format.count(value)}</dd>
          <p className="faint">{detail}</p>
        </div>
      ))}
    </dl>
  );
}

function Reconciliation({ report, currency }: { report: ImportReport; currency: string }) {
  const words = useApart(importWords).reconciliation;
  const format = useFormat();
  const { read, sold, refunded, setAside, isBalanced } = report.reconciliation;
  const rows = [
    { title: words.read, sign: '', part: read },
    { title: words.sold, sign: '', part: sold },
    { title: words.refunded, sign: '-', part: refunded },
    { title: words.setAside, sign: '', part: setAside },
  ];
  return (
    <section className="card">
      <header>
        <h2>
          {words.title} <Hint title={words.title}>{words.hint}</Hint>
        </h2>
        <strong className={isBalanced ? 'won' : 'trouble'}>
          {isBalanced ? `✓ ${words.balanced}` : words.unbalanced}
        </strong>
      </header>
      <div className="sideways">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{words.part}</th>
              <th scope="col" className="number">
                {words.linesColumn}
              </th>
              <th scope="col" className="number">
                {words.quantity}
              </th>
              <th scope="col" className="number">
                {words.amount}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ title, sign, part }) => (
              <tr key={title}>
                <td>{title}</td>
                <td className="number">{format.count(part.lines)}</td>
                <td className="number">{`${part.quantity === 0 ? '' : sign}${format.count(part.quantity)}`}</td>
                <td className="number">{`${part.amountMinor === 0 ? '' : sign}${format.money(part.amountMinor, currency)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function SetAside({ view, report }: { view: ImportView; report: ImportReport }) {
  const words = useApart(importWords).setAside;
  const { problems } = useMessages();
  const format = useFormat();
  const language = format.language === 'en' ? 'en' : 'zh';
  const isClear = useMay()('members.clear');
  const fileOf = (reason?: string) =>
    addressOf(setAsideRows, { params: { id: view.id }, query: { reason, ...(isClear ? { isClear: 'true' } : {}) } });
  const titleOf = (reason: string): string => {
    const known = Object.entries(setAsideReasons).find(([name]) => name === reason);
    if (known !== undefined) return known[1][language];
    const code = reason.replace('refused.', '');
    const problem = Object.entries(problems.text).find(([name]) => name === code);
    return words.refused(problem === undefined ? code : problem[1].title);
  };
  if (report.setAside.length === 0) {
    return (
      <section className="card">
        <h2>{words.title}</h2>
        <p className="soft">{words.none}</p>
      </section>
    );
  }
  return (
    <section className="card">
      <header>
        <h2>
          {words.title} <Hint title={words.title}>{words.hint}</Hint>
        </h2>
        <a href={fileOf()} download>
          {words.downloadAll}
        </a>
      </header>
      <div className="sideways">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{words.reason}</th>
              <th scope="col" className="number">
                {words.lines}
              </th>
              <th scope="col" className="number">
                {words.amount}
              </th>
              <th scope="col" className="example">
                {words.example}
              </th>
              <th scope="col">
                <span className="unseen">{words.download}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {report.setAside.map((part) => (
              <tr key={part.reason}>
                <td>{titleOf(part.reason)}</td>
                <td className="number">{format.count(part.lines)}</td>
                <td className="number">{format.money(part.amountMinor, view.mapping.currency)}</td>
                <td className="faint example">{part.example}</td>
                <td>
                  <a className="nowrap" href={fileOf(part.reason)} download>
                    {words.download}
                  </a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Remarks({ report, currency }: { report: ImportReport; currency: string }) {
  const imports = useApart(importWords);
  const words = imports.setAside;
  const format = useFormat();
  if (report.remarks.length === 0) return null;
  return (
    <section className="card">
      <header>
        <h2>{imports.remarks.title}</h2>
      </header>
      <div className="sideways">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{imports.remarks.kind}</th>
              <th scope="col" className="number">
                {words.lines}
              </th>
              <th scope="col" className="number">
                {words.amount}
              </th>
              <th scope="col" className="example">
                {words.example}
              </th>
            </tr>
          </thead>
          <tbody>
            {report.remarks.map((remark) => (
              <tr key={remark.kind}>
                <td>{importRemarks[remark.kind][format.language === 'en' ? 'en' : 'zh']}</td>
                <td className="number">{format.count(remark.lines)}</td>
                <td className="number">{format.money(remark.amountMinor, currency)}</td>
                <td className="faint example">{remark.example}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
