import type { memberSorts, MemberRow } from '@shuke/contract';
import type { TableColumnType } from 'antd';
import { Link } from 'react-router';
import { useChannelName } from '../../components/use-names.ts';
import { useShop } from '../../components/use-shop.ts';
import { useFormat, useMessages } from '../../languages/language.tsx';
import { paths, type MembersView } from '../../paths.ts';

export const memberColumns = [
  'name',
  'id',
  'phone',
  'email',
  'tier',
  'points',
  'orders',
  'spentMinor',
  'lastOrderAt',
  'joinedAt',
  'channel',
  'store',
  'region',
  'gender',
  'birthday',
] as const satisfies readonly Exclude<keyof MemberRow, 'isErased'>[];
export type MemberColumn = (typeof memberColumns)[number];

export const defaultColumns: readonly MemberColumn[] = [
  'name',
  'phone',
  'tier',
  'points',
  'orders',
  'spentMinor',
  'lastOrderAt',
  'joinedAt',
  'channel',
];

/** What fits a phone without pushing the table sideways. */
export const narrowColumns: readonly MemberColumn[] = ['name', 'tier', 'spentMinor'];

type Sort = (typeof memberSorts)[number];
export const sortOf: Readonly<Partial<Record<MemberColumn, Sort>>> = {
  joinedAt: 'joinedAt',
  lastOrderAt: 'lastOrderAt',
  spentMinor: 'spent',
  points: 'points',
};

const numeric = new Set<MemberColumn>(['points', 'orders', 'spentMinor']);

/** The columns chosen, as the table wants them. `isSortable` is false for the members behind a figure. */
export function useMemberColumns(
  chosen: readonly MemberColumn[],
  view: MembersView,
  isSortable: boolean,
): TableColumnType<MemberRow>[] {
  const { members, common } = useMessages();
  const format = useFormat();
  const { tierName } = useShop();
  const channelName = useChannelName();

  const cell: Record<MemberColumn, (row: MemberRow) => React.ReactNode> = {
    name: (row) => (
      <Link to={paths.member(row.id)} className={row.name === null ? 'soft' : ''}>
        {row.isErased ? members.erased : (row.name ?? members.noName)}
      </Link>
    ),
    id: (row) => row.id,
    phone: (row) => row.phone,
    email: (row) => row.email,
    tier: (row) => tierName(row.tier),
    points: (row) => format.count(row.points),
    orders: (row) => format.count(row.orders),
    spentMinor: (row) => format.money(row.spentMinor, row.currency),
    lastOrderAt: (row) => (row.lastOrderAt === null ? <span className="faint">–</span> : format.day(row.lastOrderAt)),
    joinedAt: (row) => format.day(row.joinedAt),
    channel: (row) => channelName(row.channel),
    store: (row) => row.store,
    region: (row) => row.region,
    gender: (row) => (row.gender === null ? '' : common.genders[row.gender]),
    birthday: (row) => row.birthday,
  };

  const directionOf = (sort: Sort) => {
    if ((view.sort ?? 'joinedAt') !== sort) return null;
    return view.order === 'asc' ? 'ascend' : 'descend';
  };
  return chosen.map((name) => {
    const sort = isSortable ? sortOf[name] : undefined;
    return {
      key: name,
      title: members.column[name],
      className: numeric.has(name) ? 'number' : 'nowrap',
      render: (_value: unknown, row: MemberRow) => cell[name](row),
      ...(sort === undefined
        ? {}
        : {
            sorter: true,
            sortDirections: ['descend' as const, 'ascend' as const, 'descend' as const],
            sortOrder: directionOf(sort),
          }),
    };
  });
}
