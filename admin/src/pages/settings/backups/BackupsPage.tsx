import { listBackups, makeBackup, verifyBackup, type AnswerOf, type Backup } from '@shuke/contract';
import { Alert, Button, Progress, Tooltip, type TableColumnType } from 'antd';
import { useAnswer, useWrite } from '../../../api/use.ts';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { ListTable } from '../../../components/ListTable.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useNarrow } from '../../../components/use-narrow.ts';
import { TrailLink } from '../../../components/TrailLink.tsx';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { backupWords } from '../../../messages/apart.ts';
import { useMay } from '../../../session.tsx';
import './backups.css';

type Answer = AnswerOf<typeof listBackups>;

const RUNNING_EVERY_MS = 1000;
const RESTING_EVERY_MS = 30_000;

function useBackupColumns(onCheck: ((backup: Backup) => void) | null, isBusy: boolean): TableColumnType<Backup>[] {
  const words = useApart(backupWords);
  const format = useFormat();
  const isNarrow = useNarrow();
  const check = ({ check: result }: Backup) =>
    result === null ? (
      <span className="state faint">{words.neverChecked}</span>
    ) : (
      <div className="person">
        <span className={`state ${result.isGood ? 'state-good' : 'state-bad'}`}>
          {result.isGood ? words.good : words.bad}
        </span>
        <span className="faint">
          {result.detail === '' ? words.checkedAt(format.instant(result.at)) : result.detail}
        </span>
      </div>
    );
  const size = ({ bytes, bytesAdded }: Backup) => (
    <>
      {format.bytes(bytes)}
      <div className="faint">{words.added(format.bytes(bytesAdded))}</div>
    </>
  );
  const at: TableColumnType<Backup> = {
    key: 'at',
    title: words.column.at,
    render: (_value, one) => (
      <div className="person">
        <span className="nowrap">{format.instant(one.at)}</span>
        {isNarrow ? (
          <>
            <span className="faint">{format.bytes(one.bytes)}</span>
            {check(one)}
          </>
        ) : (
          <code className="faint">{one.id}</code>
        )}
      </div>
    ),
  };
  const wide: TableColumnType<Backup>[] = [
    { key: 'bytes', title: words.column.bytes, className: 'nowrap', render: (_value, one) => size(one) },
    {
      key: 'took',
      title: words.column.took,
      className: 'nowrap',
      render: (_value, one) => format.duration(Math.ceil(one.tookMs / 1000)),
    },
    { key: 'check', title: words.column.check, render: (_value, one) => check(one) },
  ];
  const actions: TableColumnType<Backup> = {
    key: 'actions',
    title: words.column.actions,
    className: 'nowrap',
    render: (_value, one) => (
      <Tooltip title={words.checkHint}>
        <Button
          type="link"
          size="small"
          disabled={isBusy}
          aria-label={words.checkOne(format.instant(one.at))}
          onClick={() => onCheck?.(one)}
        >
          {words.check}
        </Button>
      </Tooltip>
    ),
  };
  return [at, ...(isNarrow ? [] : wide), ...(onCheck ? [actions] : [])];
}

function Running({ running }: { running: NonNullable<Answer['running']> }) {
  const words = useApart(backupWords);
  const format = useFormat();
  const { kind, done, total } = running;
  return (
    <section className="card backup-running" aria-live="polite">
      <p className="empty-title">{words.running[kind]}</p>
      <Progress
        percent={total > 0 ? Math.min(99, Math.floor((done / total) * 100)) : 0}
        status="active"
        aria-label={words.running[kind]}
      />
      <p className="soft">
        {done > 0 ? `${format.bytes(done)} · ` : ''}
        {words.runningHint}
      </p>
    </section>
  );
}

/** Where backups go, when the next one is made, and where the key is that opens them. */
function BackupFacts({ answer, now }: { answer: Answer; now: number }) {
  const words = useApart(backupWords);
  const format = useFormat();
  const { target, copy, time, nextAt, keep, rootKey, running } = answer;
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const isDue = nextAt !== null && Date.parse(nextAt) <= now;
  const facts: [string, string][] = [
    [words.facts.target, target ?? words.noTarget],
    ...(copy === null
      ? []
      : [
          [
            words.facts.copy,
            copy.at === null ? words.notCopied(copy.target) : words.copied(copy.target, format.instant(copy.at)),
          ] as [string, string],
        ]),
    [
      words.facts.time,
      'everyHours' in time
        ? words.every(time.everyHours)
        : words.daily(`${twoDigits(time.hour)}:${twoDigits(time.minute)}`),
    ],
    ...(nextAt === null || running?.kind === 'backup'
      ? []
      : [[words.facts.next, isDue ? words.soon : format.instant(nextAt)] as [string, string]]),
    [words.facts.keep, words.keep(format.count(keep))],
    [
      words.facts.rootKey,
      rootKey.kind === 'file' ? words.rootKey.file(rootKey.file ?? '') : words.rootKey[rootKey.kind],
    ],
  ];
  return (
    <section className="card backup-facts">
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="faint">{words.rootKeyHint}</p>
      <TrailLink object="/api/backups" />
    </section>
  );
}

/** What a disk or network says by a code of the system, in words. */
const causeOf = (reason: string, causes: Readonly<Record<string, string>>): string | undefined =>
  causes[/\bE[A-Z]{3,}\b/.exec(reason)?.[0] ?? ''];

function Warnings({ answer: { warnings, failure } }: { answer: Answer }) {
  const words = useApart(backupWords);
  const { problems } = useMessages();
  const format = useFormat();
  return warnings.map((warning) => (
    <Alert
      key={warning}
      type={warning === 'neverChecked' || warning === 'none' ? 'warning' : 'error'}
      showIcon
      title={words.warnings[warning].title}
      description={
        warning === 'failed' && failure ? (
          <>
            <p>
              {format.instant(failure.at)} · {words.failed[failure.kind]}
            </p>
            <p>
              {causeOf(failure.reason, words.causes)} {words.warnings.failed.remedy}
            </p>
            <p className="faint">
              {problems.detail}: {failure.reason}
            </p>
          </>
        ) : (
          words.warnings[warning].remedy
        )
      }
    />
  ));
}

/** Could everything be had back, as of when, and was that ever tried? */
export function BackupsPage() {
  const words = useApart(backupWords);
  const format = useFormat();
  const notices = useNotices();
  usePageTitle(words.title);
  const mayWrite = useMay()('backups.write');
  const answer = useAnswer(listBackups, {}, { refetchInterval: RESTING_EVERY_MS });
  const running = answer.data?.running ?? null;
  useAnswer(listBackups, {}, { enabled: running !== null, refetchInterval: RUNNING_EVERY_MS });
  const make = useWrite(makeBackup, [listBackups]);
  const verify = useWrite(verifyBackup, [listBackups]);
  const isBusy = running !== null || make.isPending || verify.isPending;
  const onMake = () =>
    make.mutate({}, { onSuccess: () => notices.good(words.begun), onError: (error) => notices.problem(error) });
  const onCheck = ({ id }: Backup) =>
    verify.mutate(
      { params: { id } },
      { onSuccess: () => notices.good(words.checkBegun), onError: (error) => notices.problem(error) },
    );
  const columns = useBackupColumns(mayWrite ? onCheck : null, isBusy);
  const items = answer.data?.items ?? [];
  // Where the target is away, nobody knows whether there are any.
  const isKnown = answer.isSuccess && !answer.data.warnings.includes('unreachable');
  const canMake = mayWrite && answer.isSuccess && answer.data.target !== null;

  return (
    <div className="page">
      <header>
        <div>
          <h1>
            {words.title} <span className="count">{isKnown ? words.count(format.count(items.length)) : ''}</span>
          </h1>
          <p className="soft">{words.hint}</p>
        </div>
        {canMake ? (
          <div className="actions">
            <Button type="primary" disabled={isBusy} loading={make.isPending} onClick={onMake}>
              {words.make}
            </Button>
          </div>
        ) : null}
      </header>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data ? (
        <div className="stack backup-now">
          <Warnings answer={answer.data} />
          {running ? <Running running={running} /> : null}
          <BackupFacts answer={answer.data} now={answer.dataUpdatedAt} />
        </div>
      ) : null}
      <ListTable<Backup>
        rowKey="id"
        columns={columns}
        items={items}
        isLoading={answer.isPending}
        empty={isKnown ? <Empty title={words.empty} hint={words.emptyHint} /> : null}
      />
    </div>
  );
}
