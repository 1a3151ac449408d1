import type { ImportMapping } from '@shuke/contract';
import { because, Problem } from '../../platform/problem.ts';
import { neededColumns } from './guess-mapping.ts';

/** Refuses a mapping that cannot make orders of this file, naming each column and what to do. */
export function checkMapping(headers: readonly string[], mapping: ImportMapping): void {
  const { columns } = mapping;
  const missing = Object.entries(columns)
    .filter(([, header]) => !headers.includes(header))
    .map(([column, header]) => ({
      ...because('mapping.columnAbsent', { column, header }),
      field: `columns.${column}`,
      message: `names "${header}", which the file does not have: it has ${headers.join(', ')}`,
    }));
  const needed = neededColumns
    .filter((column) => columns[column] === undefined)
    .map((column) => ({
      ...because('mapping.columnNeeded', { column }),
      field: `columns.${column}`,
      message: 'is needed: choose the column of the file that holds it',
    }));
  const price =
    columns.unitPrice === undefined && columns.total === undefined
      ? [
          {
            ...because('mapping.priceNeeded', {}),
            field: 'columns.unitPrice',
            message: 'is needed, or columns.total: choose the column that holds the price or the amount of a line',
          },
        ]
      : [];
  const zone = isTimeZone(mapping.timezone)
    ? []
    : [
        {
          ...because('mapping.noTimeZone', { timezone: mapping.timezone }),
          field: 'timezone',
          message: 'must be a time zone name, for example Asia/Shanghai',
        },
      ];
  const faults = [...missing, ...needed, ...price, ...zone];
  if (faults.length === 0) return;
  throw new Problem(
    'import.mapping',
    `The file cannot be read with this mapping: ${faults[0]!.field} ${faults[0]!.message}. Nothing was recorded.`,
    { faults, ...because('mapping.unfit', {}) },
  );
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
