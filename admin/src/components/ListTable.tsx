import { Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import './tables.css';
import { useNarrow } from './use-narrow.ts';

interface Props<Row> {
  rowKey: NonNullable<TableProps<Row>['rowKey']>;
  columns: NonNullable<TableProps<Row>['columns']>;
  items: readonly Row[];
  isLoading: boolean;
  /** What stands there when there are none; null while nobody knows. */
  empty: ReactNode;
}

/** The rows of a list. On a phone there is no scrolling sideways: the columns are fewer. */
export function ListTable<Row extends object>({ rowKey, columns, items, isLoading, empty }: Props<Row>) {
  const isNarrow = useNarrow();
  return (
    <Table<Row>
      rowKey={rowKey}
      size="middle"
      columns={columns}
      dataSource={items}
      loading={isLoading}
      pagination={false}
      {...(isNarrow || items.length === 0 ? {} : { scroll: { x: 'max-content' } })}
      locale={{ emptyText: empty ?? ' ' }}
    />
  );
}
