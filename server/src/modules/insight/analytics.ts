import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';
import { Problem } from '../../platform/problem.ts';

export type Parameters = Readonly<Record<string, string | number | readonly string[]>>;

export interface Analytics {
  /** Rows of a SELECT with `{name:Type}` parameters. Throws the problem analytics.down when ClickHouse cannot answer. */
  rows<Row>(query: string, parameters?: Parameters): Promise<Row[]>;
}

// The figures of one screen side by side: each alone leaves a processor idle while it is planned and its last part read.
const AT_ONCE = 6;
const LONGEST_SECONDS = 10;
const LARGEST_BYTES = 512 * 1024 * 1024;

// Overloaded, out of memory, too slow, or being filled anew: the caller can do nothing but come back.
const passingCodes = new Set(['60', '81', '159', '202', '209', '210', '241', '394', '516']);

/** Reads from ClickHouse, a few at a time, each within a limit of time and memory. */
export function openAnalytics(clickhouse: ClickHouseClient): Analytics {
  const enter = bounded(AT_ONCE);
  return {
    rows: <Row>(query: string, parameters: Parameters = {}) =>
      enter(async () => {
        try {
          const answer = await clickhouse.query({
            query,
            query_params: parameters,
            format: 'JSONEachRow',
            clickhouse_settings: {
              max_execution_time: LONGEST_SECONDS,
              max_memory_usage: String(LARGEST_BYTES),
              output_format_json_quote_64bit_integers: 0,
            },
          });
          return await answer.json<Row>();
        } catch (error) {
          throw asProblem(error);
        }
      }),
  };
}

function asProblem(error: unknown): unknown {
  if (error instanceof ClickHouseError && !passingCodes.has(error.code)) return error;
  return new Problem(
    'analytics.down',
    'The analytics store does not answer now. Members, orders and points work on; try again in a minute.',
    { retryAfterSeconds: 10 },
  );
}

function bounded(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((admitted) => waiting.push(admitted));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
