import { listStaff, staffStates, type StaffMember } from '@shuke/contract';
import { Button, Select, type TableColumnType } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../../api/use.ts';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { ListTable } from '../../../components/ListTable.tsx';
import { MoreMenu } from '../../../components/MoreMenu.tsx';
import { SearchField } from '../../../components/SearchField.tsx';
import { useNarrow } from '../../../components/use-narrow.ts';
import { useRoleName } from '../../../components/use-names.ts';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useView } from '../../../components/use-view.ts';
import { limitsOf } from '../../../format/limits.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { factorWords, staffWords } from '../../../messages/apart.ts';
import { paths, type StaffView } from '../../../paths.ts';
import { useMay, useStaff } from '../../../session.tsx';
import { useRoles } from '../use-roles.ts';
import { InvitationLink, type Link } from './InvitationLink.tsx';
import { actionsIn, StaffAction, type Action } from './StaffAction.tsx';
import { StaffForm } from './StaffForm.tsx';
import { useLimits } from '../use-limits.ts';

function NobodyFound({ onClear }: { onClear: () => void }) {
  const staff = useApart(staffWords);
  return (
    <Empty
      title={staff.nobodyFound}
      hint={staff.nobodyFoundHint}
      action={<Button onClick={onClear}>{staff.clear}</Button>}
    />
  );
}

/** What is open over the list. */
type Open =
  | { kind: 'form'; person: StaffMember | null }
  | { kind: 'action'; action: Action; person: StaffMember }
  | { kind: 'link'; link: Link };

function useStaffColumns(open: (what: Open) => void): TableColumnType<StaffMember>[] {
  const factors = useApart(factorWords);
  const words = useApart(staffWords);
  const { access } = useMessages();
  const format = useFormat();
  const isNarrow = useNarrow();
  const roleName = useRoleName();
  const { mayGive } = useRoles();
  const { limitText } = useLimits();
  const me = useStaff();
  const may = useMay();
  const mayWrite = may('staff.write');
  const mayReset = may('owners.write');

  const state = (one: StaffMember) => <span className={`state state-${one.state}`}>{words.states[one.state]}</span>;
  const name: TableColumnType<StaffMember> = {
    key: 'name',
    title: words.column.name,
    render: (_value, one) => (
      <div className="person">
        <span>
          {one.name} {one.id === me.id ? <span className="faint">({words.you})</span> : null}
        </span>
        <span className="faint">{one.email}</span>
        {isNarrow ? (
          <span className="faint">
            {roleName(one.role, one.roleName)} · {state(one)}
          </span>
        ) : null}
      </div>
    ),
  };
  const actions: TableColumnType<StaffMember> = {
    key: 'actions',
    title: words.column.actions,
    className: 'nowrap',
    render: (_value, one) => (
      <>
        {mayGive(one.role) ? (
          <Button type="link" size="small" onClick={() => open({ kind: 'form', person: one })}>
            {words.edit}
          </Button>
        ) : null}
        <MoreMenu
          label={words.more(one.name)}
          actions={
            one.id === me.id || !mayGive(one.role)
              ? []
              : actionsIn[one.state].filter(
                  (action) => action !== 'resetFactors' || (mayReset && one.factors.length > 0),
                )
          }
          nameOf={(action) => words.action[action]}
          danger="disable"
          object={`staff:${one.id}`}
          onChoose={(action) => open({ kind: 'action', action, person: one })}
        />
      </>
    ),
  };
  const wide: TableColumnType<StaffMember>[] = [
    {
      key: 'role',
      title: words.column.role,
      render: (_value, one) => (
        <>
          {roleName(one.role, one.roleName)}
          {limitsOf(one).length === 0 ? null : <div className="faint">{access.list(limitsOf(one).map(limitText))}</div>}
        </>
      ),
    },
    { key: 'state', title: words.column.state, render: (_value, one) => state(one) },
    {
      key: 'factors',
      title: factors.title,
      render: (_value, one) =>
        one.factors.length === 0 ? (
          <span className="faint">{factors.noneOf}</span>
        ) : (
          access.list(one.factors.map((factor) => factors.kinds[factor] ?? factor))
        ),
    },
    {
      key: 'seenAt',
      title: words.column.seenAt,
      className: 'nowrap',
      render: (_value, one) =>
        one.seenAt === null ? <span className="faint">{words.never}</span> : format.instant(one.seenAt),
    },
    {
      key: 'sessions',
      title: words.column.sessions,
      className: 'number',
      render: (_value, one) => format.count(one.sessions),
    },
  ];
  return [name, ...(isNarrow ? [] : wide), ...(mayWrite ? [actions] : [])];
}

function matches(one: StaffMember, { search = '', role, state }: StaffView): boolean {
  const text = search.trim().toLowerCase();
  return (
    (text === '' || one.name.toLowerCase().includes(text) || one.email.includes(text)) &&
    (role === undefined || one.role === role) &&
    (state === undefined || one.state === state)
  );
}

/** Who may sign in, and as what? */
export function StaffPage() {
  const words = useApart(staffWords);
  usePageTitle(words.title);
  const format = useFormat();
  const mayWrite = useMay()('staff.write');
  const { view, change, replace } = useView<StaffView>(paths.staff);
  const answer = useAnswer(listStaff, {});
  const { roles } = useRoles();
  const [open, setOpen] = useState<Open | null>(null);
  const columns = useStaffColumns(setOpen);
  const all = answer.data?.items ?? [];
  const shown = all.filter((one) => matches(one, view));
  const close = () => setOpen(null);
  const onLink = (link: Link) => setOpen({ kind: 'link', link });
  const invite = (
    <Button type="primary" onClick={() => setOpen({ kind: 'form', person: null })}>
      {words.invite}
    </Button>
  );

  return (
    <div className="page">
      <header>
        <h1>
          {words.title} <span className="count">{answer.isSuccess ? words.count(format.count(shown.length)) : ''}</span>
        </h1>
        {mayWrite ? <div className="actions">{invite}</div> : null}
      </header>
      <div className="list">
        <div className="list-tools">
          <SearchField
            label={words.searchLabel}
            placeholder={words.searchPlaceholder}
            value={view.search ?? ''}
            onChange={(search) => change({ search })}
          />
          <Select
            allowClear
            className="list-choice"
            aria-label={words.column.role}
            placeholder={words.column.role}
            options={roles.map(({ code, name }) => ({ value: code, label: name }))}
            value={view.role ?? null}
            onChange={(role?: string | null) => change({ role: role ?? undefined })}
          />
          <Select
            allowClear
            className="list-choice"
            aria-label={words.column.state}
            placeholder={words.column.state}
            options={staffStates.map((state) => ({ value: state, label: words.states[state] }))}
            value={view.state ?? null}
            onChange={(state?: string | null) => change({ state: state ?? undefined })}
          />
        </div>
        {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
        <ListTable<StaffMember>
          rowKey="id"
          columns={columns}
          items={shown}
          isLoading={answer.isPending}
          empty={answer.isSuccess ? <NobodyFound onClear={() => replace({})} /> : null}
        />
        {mayWrite && all.length === 1 && shown.length === 1 ? (
          <Empty title={words.onlyYou} hint={words.onlyYouHint} action={invite} />
        ) : null}
      </div>
      {open?.kind === 'form' ? <StaffForm person={open.person} onInvited={onLink} onClose={close} /> : null}
      {open?.kind === 'action' ? (
        <StaffAction action={open.action} person={open.person} onLink={onLink} onClose={close} />
      ) : null}
      {open?.kind === 'link' ? <InvitationLink link={open.link} onClose={close} /> : null}
    </div>
  );
}
