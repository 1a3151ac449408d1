import { countMembers, drillMembers, listMembers, type MemberRow } from '@shuke/contract';
import { Button, Table } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAnswer, usePages } from '../../api/use.ts';
import { Chips } from '../../components/Chips.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Failure } from '../../components/Failure.tsx';
import { ImportLink } from '../../components/ImportLink.tsx';
import { Pager } from '../../components/Pager.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import '../../components/tables.css';
import { usePageTitle } from '../../components/use-page-title.ts';
import { usePaging } from '../../components/use-paging.ts';
import { useShop } from '../../components/use-shop.ts';
import { useView } from '../../components/use-view.ts';
import { limitText } from '../../format/limits.ts';
import { useApart, useFormat, useMessages } from '../../languages/language.tsx';
import { storeWords } from '../../messages/apart.ts';
import { paths, type MembersView } from '../../paths.ts';
import { useMay } from '../../session.tsx';
import { ColumnSettings } from './ColumnSettings.tsx';
import { sortOf, useMemberColumns, type MemberColumn } from './columns.tsx';
import { ExportButton } from './ExportButton.tsx';
import { ExportSetButton } from './ExportSetButton.tsx';
import { MemberFilters } from './MemberFilters.tsx';
import { MemberForm } from './edit/MemberForm.tsx';
import { membersQuery, memberSetOf } from './member-query.ts';
import { useColumnChoice } from './use-column-choice.ts';
import { useMemberChips } from './use-member-chips.ts';

function NoMembers({ view, onClear }: { view: MembersView; onClear: () => void }) {
  const { members, home } = useMessages();
  const isFiltered = Object.keys(view).some((name) => name !== 'sort' && name !== 'order');
  return isFiltered ? (
    <Empty
      title={members.nothingFound}
      hint={members.nothingFoundHint}
      action={<Button onClick={onClear}>{members.clearFilters}</Button>}
    />
  ) : (
    <Empty title={members.empty} hint={members.emptyHint} action={<ImportLink text={home.importOrders} />} />
  );
}

/** The rows to show and how many there are: those that match the filters, or those behind a figure. */
function useMembers(view: MembersView) {
  const format = useFormat();
  const query = membersQuery(view, format.zone);
  const behind = memberSetOf(view, format);
  const list = usePages(
    listMembers,
    (cursor) => ({ query: { ...query, cursor } }),
    (answer) => answer.nextCursor,
    { enabled: behind === null },
  );
  const drill = usePages(
    drillMembers,
    (cursor) => ({ query: { ...(behind ?? { set: 'members', from: '', until: '' }), cursor } }),
    (answer) => answer.nextCursor,
    { enabled: behind !== null },
  );
  const { sort: _sort, order: _order, ...filter } = query;
  const counted = useAnswer(countMembers, { query: filter }, { enabled: behind === null, keepPrevious: true });
  const paging = { list: usePaging(list, JSON.stringify(query)), drill: usePaging(drill, JSON.stringify(behind)) };
  if (behind !== null)
    return { behind, answer: drill, paging: paging.drill, count: paging.drill.page?.count ?? null, isMore: false };
  return {
    behind,
    answer: list,
    paging: paging.list,
    count: counted.data?.count ?? null,
    isMore: counted.data?.isMore ?? false,
  };
}

/** Who are they? Search first, then filters as sentences. */
export function MembersPage() {
  const { members, common } = useMessages();
  usePageTitle(members.title);
  const format = useFormat();
  const navigate = useNavigate();
  const may = useMay();
  const { view, change, replace } = useView<MembersView>(paths.members);
  const { chosen, choose, usual } = useColumnChoice();
  const [isAdding, setAdding] = useState(false);
  const { behind, answer, paging, count, isMore } = useMembers(view);
  const columns = useMemberColumns(chosen, view, behind === null);
  const chips = useMemberChips(view, change);
  const clear = () => replace({});

  const shown =
    count === null ? '' : isMore ? common.rowsAtLeast(format.count(count)) : common.rows(format.count(count));
  return (
    <div className="page">
      <header>
        <h1>
          {members.title} <span className="count">{shown}</span>
        </h1>
        <div className="actions">
          {may('members.write') ? (
            <Button type="primary" onClick={() => setAdding(true)}>
              {members.add}
            </Button>
          ) : null}
        </div>
      </header>
      <div className="list">
        {behind === null ? (
          <div className="list-tools">
            <SearchField
              label={members.searchLabel}
              placeholder={members.searchPlaceholder}
              value={view.search ?? ''}
              onChange={(search) => change({ search })}
            />
            <MemberFilters view={view} onApply={replace} />
            <div className="list-tools-end">
              <ColumnSettings chosen={chosen} usual={usual} onChange={choose} />
              <ExportButton view={view} columns={chosen} count={isMore ? Number.POSITIVE_INFINITY : count} />
            </div>
          </div>
        ) : (
          <div className="list-tools">
            <SetLine view={view} onLeave={clear} />
            <div className="list-tools-end">
              <ColumnSettings chosen={chosen} usual={usual} onChange={choose} />
              <ExportSetButton behind={behind} columns={chosen} />
            </div>
          </div>
        )}
        <Chips chips={chips} onClear={clear} />
        {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
        <Table<MemberRow>
          rowKey="id"
          size="middle"
          columns={columns}
          dataSource={paging.page?.items ?? []}
          loading={answer.isPending || answer.isPlaceholderData}
          pagination={false}
          scroll={{ x: 'max-content' }}
          showSorterTooltip={false}
          rowClassName="opens"
          onRow={(row) => ({ onClick: () => void navigate(paths.member(row.id)) })}
          onChange={(_page, _filters, sorter) => {
            const one = Array.isArray(sorter) ? sorter[0] : sorter;
            const sort = sortOf[one?.columnKey as MemberColumn];
            if (sort !== undefined) change({ sort, order: one?.order === 'ascend' ? 'asc' : 'desc' });
          }}
          locale={{ emptyText: !answer.isSuccess ? ' ' : <NoMembers view={view} onClear={clear} /> }}
        />
        <Pager paging={paging} />
      </div>
      {isAdding ? <MemberForm member={null} onClose={() => setAdding(false)} /> : null}
    </div>
  );
}

/** Says which figure's members these are. */
function SetLine({ view, onLeave }: { view: MembersView; onLeave: () => void }) {
  const { members, common } = useMessages();
  const { limit } = useApart(storeWords);
  const { tierName } = useShop();
  const set = view.set ?? 'members';
  const value = view.value === undefined ? '' : set === 'tier' ? tierName(view.value) : view.value;
  const chip = {
    key: 'set',
    sentence: [
      members.setSentence(members.sets[set], value),
      common.range(view.from ?? '', view.to ?? ''),
      ...(view.of ?? []).map((one) => limitText(one, limit)),
    ].join(' · '),
    onRemove: onLeave,
  };
  return (
    <>
      <Chips chips={[chip]} onClear={onLeave} />
      <Button type="link" onClick={onLeave}>
        {members.leaveSet}
      </Button>
    </>
  );
}
