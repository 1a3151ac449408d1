import { keyPermissions, listKeys, type ApiKey, type Granted } from '@shuke/contract';
import { Button, Checkbox, type TableColumnType } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../../api/use.ts';
import { CopyField } from '../../../components/CopyField.tsx';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { ListTable } from '../../../components/ListTable.tsx';
import { MoreMenu } from '../../../components/MoreMenu.tsx';
import { useNarrow } from '../../../components/use-narrow.ts';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useView } from '../../../components/use-view.ts';
import { grouped } from '../../../format/permission-groups.ts';
import { limitsOf, limitText } from '../../../format/limits.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { keyWords, storeWords } from '../../../messages/apart.ts';
import { paths, type KeysView } from '../../../paths.ts';
import { useMay } from '../../../session.tsx';
import { curlLine } from './curl-line.ts';
import { IssueKey, type Issued } from './IssueKey.tsx';
import { stateOf } from './key-life.ts';
import { actionsIn, KeyAction, type Action } from './KeyAction.tsx';
import { KeySecret } from './KeySecret.tsx';

function NoKeys({ isAnyOver, onIssue }: { isAnyOver: boolean; onIssue: (() => void) | null }) {
  const words = useApart(keyWords);
  return (
    <Empty
      title={isAnyOver ? words.allOver : words.empty}
      hint={words.emptyHint}
      action={
        <div className="stack key-empty">
          <CopyField label={words.secret.try} text={curlLine(location.origin, '…', ['members.read'])} />
          <div className="row">
            {onIssue === null ? null : (
              <Button type="primary" onClick={onIssue}>
                {words.issue}
              </Button>
            )}
            <a href={paths.apiDocs()}>{words.docs}</a>
          </div>
        </div>
      }
    />
  );
}

/** What is open over the list. */
type Open = { kind: 'issue' } | { kind: 'action'; action: Action; apiKey: ApiKey } | { kind: 'secret'; issued: Issued };

const SHOWN = 2;

/** The first of what a key may do, with all of it on hover. */
function Summary({ given }: { given: readonly Granted[] }) {
  const { access } = useMessages();
  const words = grouped.filter((one) => given.includes(one)).map((one) => access.permissions[one]);
  const first = access.list(words.slice(0, SHOWN));
  if (keyPermissions.every((one) => given.includes(one))) return access.everything;
  return (
    <span title={access.list(words)}>
      {words.length > SHOWN ? access.andMore(first, words.length, words.length - SHOWN) : first}
    </span>
  );
}

function useKeyColumns(now: number, open: (what: Open) => void): TableColumnType<ApiKey>[] {
  const words = useApart(keyWords);
  const format = useFormat();
  const isNarrow = useNarrow();
  const may = useMay();
  const { access } = useMessages();
  const { limit } = useApart(storeWords);

  const state = (key: ApiKey) => (
    <span className={`state state-${stateOf(key, now)}`}>{words.states[stateOf(key, now)]}</span>
  );
  const name: TableColumnType<ApiKey> = {
    key: 'name',
    title: words.column.name,
    render: (_value, key) => (
      <div className="person">
        <span>{key.name}</span>
        <code className="faint">{key.prefix}…</code>
        {limitsOf(key).length === 0 ? null : (
          <span className="faint">{access.list(limitsOf(key).map((one) => limitText(one, limit)))}</span>
        )}
        {isNarrow ? (
          <span className="faint">
            <Summary given={key.permissions} /> · {state(key)}
          </span>
        ) : null}
      </div>
    ),
  };
  const wide: TableColumnType<ApiKey>[] = [
    {
      key: 'permissions',
      title: words.column.permissions,
      render: (_value, key) => <Summary given={key.permissions} />,
    },
    {
      key: 'created',
      title: words.column.created,
      className: 'nowrap',
      render: (_value, key) => (
        <>
          {format.day(key.createdAt)}
          <div className="faint">{key.createdBy}</div>
        </>
      ),
    },
    {
      key: 'expiresAt',
      title: words.column.expiresAt,
      className: 'nowrap',
      render: (_value, key) => (key.expiresAt === null ? words.never : format.day(key.expiresAt)),
    },
    {
      key: 'lastUsedAt',
      title: words.column.lastUsedAt,
      className: 'nowrap',
      render: (_value, key) =>
        key.lastUsedAt === null ? <span className="faint">{words.neverUsed}</span> : format.instant(key.lastUsedAt),
    },
    { key: 'state', title: words.column.state, render: (_value, key) => state(key) },
  ];
  const actions: TableColumnType<ApiKey> = {
    key: 'actions',
    title: words.column.actions,
    className: 'nowrap',
    render: (_value, key) => {
      // A new secret is given only by who may do all that it may; anybody who writes keys can take one away.
      const possible = actionsIn[stateOf(key, now)].filter((one) => one === 'revoke' || key.permissions.every(may));
      return (
        <MoreMenu
          label={words.more(key.name)}
          actions={possible}
          nameOf={(action) => words.action[action]}
          danger="revoke"
          object={`key:${key.id}`}
          onChoose={(action) => open({ kind: 'action', action, apiKey: key })}
        />
      );
    },
  };
  return [name, ...(isNarrow ? [] : wide), ...(may('keys.write') ? [actions] : [])];
}

/** Which systems may call the API, and what may they do? */
export function KeysPage() {
  const words = useApart(keyWords);
  usePageTitle(words.title);
  const format = useFormat();
  const mayWrite = useMay()('keys.write');
  const { view, change } = useView<KeysView>(paths.keys);
  const answer = useAnswer(listKeys, {});
  const [open, setOpen] = useState<Open | null>(null);
  const now = answer.dataUpdatedAt;
  const columns = useKeyColumns(now, setOpen);
  const all = answer.data?.items ?? [];
  const good = all.filter((key) => stateOf(key, now) === 'good');
  const over = all.length - good.length;
  const shown = view.show === 'all' ? all : good;
  const close = () => setOpen(null);
  const onIssued = (issued: Issued) => setOpen({ kind: 'secret', issued });

  return (
    <div className="page">
      <header>
        <h1>
          {words.title} <span className="count">{answer.isSuccess ? words.count(format.count(shown.length)) : ''}</span>
        </h1>
        {mayWrite ? (
          <div className="actions">
            <Button type="primary" onClick={() => setOpen({ kind: 'issue' })}>
              {words.issue}
            </Button>
          </div>
        ) : null}
      </header>
      <div className="list">
        {over > 0 ? (
          <div className="list-tools">
            <Checkbox
              checked={view.show === 'all'}
              onChange={(event) => change({ show: event.target.checked ? 'all' : undefined })}
            >
              {words.showOver(format.count(over))}
            </Checkbox>
          </div>
        ) : null}
        {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
        <ListTable<ApiKey>
          rowKey="id"
          columns={columns}
          items={shown}
          isLoading={answer.isPending}
          empty={
            answer.isSuccess ? (
              <NoKeys isAnyOver={over > 0} onIssue={mayWrite ? () => setOpen({ kind: 'issue' }) : null} />
            ) : null
          }
        />
      </div>
      {open?.kind === 'issue' ? <IssueKey onIssued={onIssued} onClose={close} /> : null}
      {open?.kind === 'action' ? (
        <KeyAction action={open.action} apiKey={open.apiKey} onIssued={onIssued} onClose={close} />
      ) : null}
      {open?.kind === 'secret' ? <KeySecret issued={open.issued} onClose={close} /> : null}
    </div>
  );
}
