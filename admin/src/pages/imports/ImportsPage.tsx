import { listImports, type ImportView } from '@shuke/contract';
import { Table, type TableColumnType } from 'antd';
import { Link, useNavigate } from 'react-router';
import { useAnswer } from '../../api/use.ts';
import { Empty } from '../../components/Empty.tsx';
import { Failure } from '../../components/Failure.tsx';
import { ImportLink } from '../../components/ImportLink.tsx';
import '../../components/tables.css';
import { usePageTitle } from '../../components/use-page-title.ts';
import { useApart, useFormat } from '../../languages/language.tsx';
import { importWords } from '../../messages/apart.ts';
import { paths } from '../../paths.ts';
import { isWorking } from './import-state.ts';

function NoImports() {
  const imports = useApart(importWords);
  return <Empty title={imports.empty} hint={imports.emptyHint} action={<ImportLink text={imports.add} />} />;
}

function useImportColumns(): TableColumnType<ImportView>[] {
  const imports = useApart(importWords);
  const format = useFormat();
  return [
    {
      key: 'file',
      title: imports.column.file,
      render: (_value, one) => <Link to={paths.import(one.id)}>{one.fileName}</Link>,
    },
    {
      key: 'state',
      title: imports.column.state,
      className: 'nowrap',
      render: (_value, one) => {
        const share =
          isWorking(one) && one.progress.total > 0
            ? ` ${Math.floor((one.progress.done / one.progress.total) * 100)}%`
            : '';
        return (
          <span className={one.state === 'failed' ? 'trouble' : ''}>{`${imports.states[one.state]}${share}`}</span>
        );
      },
    },
    {
      key: 'lines',
      title: imports.column.lines,
      className: 'number',
      responsive: ['md'],
      render: (_value, one) => (one.progress.total > 0 ? format.count(one.progress.total) : ''),
    },
    {
      key: 'result',
      title: imports.column.result,
      responsive: ['md'],
      render: (_value, one) =>
        one.report === null ? '' : imports.result(format.count(one.report.orders), format.count(one.report.members)),
    },
    {
      key: 'createdAt',
      title: imports.column.createdAt,
      className: 'nowrap',
      responsive: ['md'],
      render: (_value, one) => format.instant(one.createdAt),
    },
    { key: 'createdBy', title: imports.column.createdBy, responsive: ['lg'], render: (_value, one) => one.createdBy },
  ];
}

export function ImportsPage() {
  const imports = useApart(importWords);
  usePageTitle(imports.title);
  const navigate = useNavigate();
  const answer = useAnswer(listImports, { query: { limit: 100 } }, { refetchInterval: 3000 });
  const columns = useImportColumns();
  return (
    <div className="page">
      <header>
        <h1>{imports.title}</h1>
        <div className="actions">
          <ImportLink text={imports.add} />
        </div>
      </header>
      <div className="list">
        {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
        <Table<ImportView>
          rowKey="id"
          size="middle"
          columns={columns}
          dataSource={answer.data?.items ?? []}
          loading={answer.isPending}
          pagination={false}
          scroll={{ x: 'max-content' }}
          rowClassName="opens"
          onRow={(one) => ({ onClick: () => void navigate(paths.import(one.id)) })}
          locale={{ emptyText: !answer.isSuccess ? ' ' : <NoImports /> }}
        />
      </div>
    </div>
  );
}
