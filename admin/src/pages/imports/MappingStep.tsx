import { getImport, mapImport, orderColumns, runImport, type ImportMapping, type ImportView } from '@shuke/contract';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { keyOf, useWrite } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { useApart } from '../../languages/language.tsx';
import { importWords } from '../../messages/apart.ts';
import { MappingSettings } from './MappingSettings.tsx';

type Column = (typeof orderColumns)[number];

/** Without these no order can be told; what a line cost can be told by its price or by its amount. */
function neededColumns({ columns }: ImportMapping): readonly Column[] {
  return ['number', 'sku', 'quantity', 'at', ...(columns.total === undefined ? (['unitPrice'] as const) : [])];
}
const SAMPLES = 3;

/** Step two: what each column means, with the file's own lines beside it. */
export function MappingStep({ view, onChecked }: { view: ImportView; onChecked: () => void }) {
  const imports = useApart(importWords);
  const client = useQueryClient();
  const [mapping, setMapping] = useState<ImportMapping>(view.mapping);
  const map = useWrite(mapImport);
  const run = useWrite(runImport);
  const needed = neededColumns(mapping);
  const missing = needed.filter((column) => mapping.columns[column] === undefined);
  const remember = (answer: ImportView) => client.setQueryData(keyOf(getImport, { params: { id: view.id } }), answer);

  const onCheck = () => {
    map.mutate(
      { params: { id: view.id }, body: mapping },
      {
        onSuccess: (mapped) => {
          remember(mapped);
          run.mutate(
            { params: { id: view.id }, body: { dryRun: true } },
            {
              onSuccess: (answer) => {
                remember(answer);
                onChecked();
              },
            },
          );
        },
      },
    );
  };
  const setColumn = (column: Column, header: string | undefined) => {
    const { [column]: _before, ...others } = mapping.columns;
    setMapping({ ...mapping, columns: header === undefined ? others : { ...others, [column]: header } });
  };

  return (
    <>
      <section className="card">
        <header>
          <h2>{imports.mappingTitle}</h2>
          <span className="faint">{imports.mappingHint}</span>
        </header>
        <div className="sideways">
          <table className="table mapping">
            <thead>
              <tr>
                <th scope="col">{imports.meaning}</th>
                <th scope="col">{imports.header}</th>
                <th scope="col">{imports.samples}</th>
              </tr>
            </thead>
            <tbody>
              {orderColumns.map((column) => {
                const header = mapping.columns[column];
                return (
                  <tr key={column}>
                    <td className="nowrap">
                      {imports.columns[column]}
                      {needed.includes(column) ? <span className="trouble"> *</span> : null}
                    </td>
                    <td>
                      <Select
                        allowClear
                        showSearch
                        className="mapping-select"
                        aria-label={imports.columns[column]}
                        placeholder={imports.notInFile}
                        status={needed.includes(column) && header === undefined ? 'error' : ''}
                        options={view.headers.map((one) => ({ value: one, label: one }))}
                        value={header ?? null}
                        onChange={(chosen: string | null | undefined) => setColumn(column, chosen ?? undefined)}
                      />
                    </td>
                    <td className="faint mapping-samples">
                      {header === undefined
                        ? ''
                        : view.samples
                            .slice(0, SAMPLES)
                            .map((sample) => sample[header] ?? '')
                            .filter((text) => text !== '')
                            .join(' · ')}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </section>
      <MappingSettings mapping={mapping} onChange={setMapping} />
      {map.isError || run.isError ? <Failure error={map.error ?? run.error} /> : null}
      <div className="row">
        <Button type="primary" disabled={missing.length > 0} loading={map.isPending || run.isPending} onClick={onCheck}>
          {imports.check}
        </Button>
        {missing.length > 0 ? (
          <span className="trouble">
            {imports.missing(missing.map((column) => imports.columns[column]).join(' / '))}
          </span>
        ) : null}
      </div>
    </>
  );
}
