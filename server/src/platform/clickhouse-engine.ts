import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** One statement as it came over the wire. */
export interface Statement {
  sql: string;
  /** What follows the statement: the rows of an INSERT. */
  data: Buffer | undefined;
  format: string;
  database: string | undefined;
  settings: ReadonlyMap<string, string>;
  parameters: ReadonlyMap<string, string>;
}

export interface StatementResult {
  bytes: Buffer;
  readRows: number;
  readBytes: number;
  writtenRows: number;
  writtenBytes: number;
  elapsedSeconds: number;
}

export interface RunningStatement {
  result: Promise<StatementResult>;
  /** Ends the statement at its next block; its result is then refused with code 394. */
  cancel(): void;
}

export class ClickHouseError extends Error {
  readonly code: number;

  constructor(text: string) {
    super(text);
    this.name = 'ClickHouseError';
    this.code = Number(/Code: (\d+)/.exec(text)?.[1] ?? 1002);
  }
}

interface Engine {
  start(statement: Statement): RunningStatement;
}

type Connection = { readonly connection: unique symbol };

/** The native calls of chdb's addon that work off the event loop on a connection of their own. */
interface Native {
  CreateConnection(folder: string, args: readonly string[]): Connection;
  CloseConnection(connection: Connection): void;
  QueryAsyncConnection(
    connection: Connection,
    sql: string,
    format: string,
  ): Promise<{ bytes: Uint8Array; elapsed: number; rowsRead: number; bytesRead: number }>;
  InsertRawAsyncConnection(
    connection: Connection,
    prefix: string,
    data: Buffer,
    countLines: boolean,
  ): Promise<{ elapsed: number; rowsWritten: number; bytesWritten: number }>;
}

const mebibyte = 1024 * 1024;
const longestAssignment = 60_000;

/** For a few gigabytes of facts beside a server on one machine: ClickHouse's own defaults are for a machine it has to itself. */
const serverConfig: Readonly<Record<string, number>> = {
  max_server_memory_usage: 1536 * mebibyte,
  mark_cache_size: 32 * mebibyte,
  primary_index_cache_size: 32 * mebibyte,
  index_mark_cache_size: 8 * mebibyte,
  query_condition_cache_size: 8 * mebibyte,
  compiled_expression_cache_size: 8 * mebibyte,
  parquet_metadata_cache_size: 0,
  iceberg_metadata_files_cache_size: 0,
  vector_similarity_index_cache_size: 0,
  text_index_tokens_cache_size: 0,
  text_index_header_cache_size: 0,
  text_index_postings_cache_size: 0,
  max_thread_pool_size: 200,
  max_thread_pool_free_size: 16,
  background_pool_size: 2,
  background_schedule_pool_size: 2,
  background_schedule_pool_initial_size: 2,
  max_active_parts_loading_thread_pool_size: 4,
  max_parts_cleaning_thread_pool_size: 2,
  asynchronous_metrics_update_period_s: 60,
};

/** Defaults of each statement, which its own settings override. */
const statementDefaults = [
  '--max_threads=2',
  // Two threads more for each statement, which answers of a few rows do not repay.
  '--output_format_parallel_formatting=0',
  `--max_memory_usage=${768 * mebibyte}`,
  `--max_bytes_before_external_group_by=${384 * mebibyte}`,
  `--max_bytes_before_external_sort=${384 * mebibyte}`,
  `--max_result_bytes=${256 * mebibyte}`,
  '--max_execution_time=60',
  // As a server has it: an expression alone is not a query.
  '--implicit_select=0',
];

/** The chDB addon; fails where the binary of this platform is missing. */
export function loadNative(): Native {
  const require = createRequire(import.meta.url);
  // The package's public Session allows neither a statement of one's own before raw rows nor a wait for a single call.
  const loader = require(join(require.resolve('chdb'), '../dist/loader.js')) as { loadNative(): Native };
  return loader.loadNative();
}

/** Opens a folder. Throws when its data cannot be read; `configFile` is written anew. */
export async function openEngine(native: Native, folder: string, configFile: string): Promise<Engine> {
  writeFileSync(configFile, configXml());
  const args = [`--config-file=${configFile}`, ...statementDefaults];
  // Held for the life of the process, for the engine shuts down with its last connection.
  const first = native.CreateConnection(folder, args);
  await native.QueryAsyncConnection(first, 'CREATE DATABASE IF NOT EXISTS shuke', 'TabSeparated');
  let number = 0;
  return {
    start(statement) {
      const mark = `shuke-${++number}`;
      return {
        result: run(native, folder, args, statement, mark),
        cancel: () => void kill(native, folder, args, mark),
      };
    },
  };
}

/**
 * A connection per statement, for one costs a millisecond and nothing of a statement may stick to the next. Parameters go in by
 * SET, which belongs to the connection; chDB's own parameter call is shared by the process and would have to run alone.
 */
async function run(
  native: Native,
  folder: string,
  args: readonly string[],
  statement: Statement,
  mark: string,
): Promise<StatementResult> {
  const connection = native.CreateConnection(folder, args);
  try {
    const assignments = [
      ['log_comment', mark],
      ...statement.settings,
      ...[...statement.parameters].map(([name, value]) => [`param_${name}`, value] as const),
    ].map(([name, value]) => `${identifier(name ?? '')} = ${literal(value ?? '')}`);
    await assign(native, connection, assignments);
    if (statement.database !== undefined)
      await native.QueryAsyncConnection(connection, `USE ${quoted(statement.database)}`, 'TabSeparated');
    if (statement.data === undefined) {
      const { bytes, elapsed, rowsRead, bytesRead } = await native.QueryAsyncConnection(
        connection,
        statement.sql,
        statement.format,
      );
      return {
        bytes: asBuffer(bytes),
        readRows: rowsRead,
        readBytes: bytesRead,
        writtenRows: 0,
        writtenBytes: 0,
        elapsedSeconds: elapsed,
      };
    }
    const { elapsed, rowsWritten, bytesWritten } = await native.InsertRawAsyncConnection(
      connection,
      // The addon puts a line break between both; a second one would be an empty first row of TSV or CSV.
      statement.sql.trimEnd(),
      statement.data,
      false,
    );
    return {
      bytes: Buffer.alloc(0),
      readRows: 0,
      readBytes: 0,
      writtenRows: rowsWritten,
      writtenBytes: bytesWritten,
      elapsedSeconds: elapsed,
    };
  } catch (error) {
    throw asClickHouseError(error);
  } finally {
    native.CloseConnection(connection);
  }
}

async function assign(native: Native, connection: Connection, assignments: readonly string[]): Promise<void> {
  const set = (text: string) => native.QueryAsyncConnection(connection, `SET ${text}`, 'TabSeparated');
  const text = assignments.join(', ');
  // A long list of ids is data, which ClickHouse's bound on a statement's own text does not mean.
  const isLong = text.length > longestAssignment;
  if (isLong) await set(`max_query_size = ${4 * text.length}`);
  await set(text);
  if (isLong) await set('max_query_size = DEFAULT');
}

async function kill(native: Native, folder: string, args: readonly string[], mark: string): Promise<void> {
  const connection = native.CreateConnection(folder, args);
  try {
    await native.QueryAsyncConnection(
      connection,
      `KILL QUERY WHERE Settings['log_comment'] = ${literal(mark)} ASYNC`,
      'TabSeparated',
    );
  } catch {
    // It ended meanwhile.
  } finally {
    native.CloseConnection(connection);
  }
}

function asClickHouseError(error: unknown): ClickHouseError {
  const text = error instanceof Error ? error.message : String(error);
  const from = text.indexOf('Code: ');
  return new ClickHouseError(from >= 0 ? text.slice(from) : `Code: 1002. DB::Exception: ${text} (UNKNOWN_EXCEPTION)`);
}

function configXml(): string {
  const entries = Object.entries(serverConfig).map(([name, value]) => `  <${name}>${value}</${name}>\n`);
  return `<clickhouse>\n${entries.join('')}</clickhouse>\n`;
}

function identifier(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name))
    throw new Error(`Code: 115. DB::Exception: Unknown setting '${name}'. (UNKNOWN_SETTING)`);
  return name;
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function quoted(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
