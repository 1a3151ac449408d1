import { useState, type ReactNode } from 'react';
import { Hint } from '../components/Hint.tsx';
import { MayLink } from '../components/MayLink.tsx';
import { saveFile, toCsv } from '../format/csv.ts';
import { useMessages } from '../languages/language.tsx';
import './charts.css';

/** What a chart shows, as a table: read on screen, by screen readers, and downloaded. */
export interface ChartTable {
  fileName: string;
  header: readonly string[];
  /** Text as shown on screen. */
  rows: readonly (readonly string[])[];
  /** What is behind each cell of `rows`, where anything is. */
  links?: readonly (readonly (string | null)[])[];
  /** The same for the file, where it differs: plain figures, under a header that names their currency. */
  plainHeader?: readonly string[];
  plainRows?: readonly (readonly (string | number | null)[])[];
}

/** A card around a chart, with the meaning on hover, a table view and a download. */
export function ChartCard({
  title,
  hint,
  table,
  controls,
  children,
}: {
  title: string;
  hint: string;
  table: ChartTable | null;
  controls?: ReactNode;
  children: ReactNode;
}) {
  const { common } = useMessages();
  const [isTable, setTable] = useState(false);
  return (
    <section className="card chart-card" aria-label={title}>
      <header>
        <h2>
          {title} <Hint title={title}>{hint}</Hint>
        </h2>
        <div className="row chart-controls">
          {controls}
          {table === null ? null : (
            <>
              <button
                type="button"
                className="plain chart-link"
                aria-pressed={isTable}
                onClick={() => setTable(!isTable)}
              >
                {isTable ? common.asChart : common.asTable}
              </button>
              <button
                type="button"
                className="plain chart-link"
                title={common.downloadCsv}
                onClick={() =>
                  saveFile(table.fileName, toCsv(table.plainHeader ?? table.header, table.plainRows ?? table.rows))
                }
              >
                CSV
              </button>
            </>
          )}
        </div>
      </header>
      {isTable && table !== null ? <TableView table={table} /> : children}
    </section>
  );
}

function TableView({ table }: { table: ChartTable }) {
  return (
    <div className="chart-table">
      <table className="table">
        <thead>
          <tr>
            {table.header.map((name, at) => (
              <th key={name} scope="col" className={at === 0 ? '' : 'number'}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, rowAt) => (
            <tr key={row.join(' ')}>
              {row.map((value, at) => {
                const to = table.links?.[rowAt]?.[at] ?? null;
                return (
                  <td key={table.header[at]} className={at === 0 ? '' : 'number'}>
                    {to === null ? value : <MayLink to={to}>{value}</MayLink>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
