import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, gzip, inflate, zstdDecompress } from 'node:zlib';
import { ClickHouseError, type RunningStatement, type Statement, type StatementResult } from './clickhouse-engine.ts';

export interface Wire {
  user: string;
  password: string;
  /** Runs a statement when there is room for it. */
  run(statement: Statement): RunningStatement;
}

const longestBodyBytes = 128 * 1024 * 1024;

/** Parameters of ClickHouse's HTTP interface that are not settings of the statement. */
const wireParameters = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'enable_http_compression',
  'http_zlib_compression_level',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'wait_end_of_query',
  'buffer_size',
  'cancel_http_readonly_queries_on_client_close',
  'add_http_cors_header',
  'client_protocol_version',
  'quota_key',
  'log_comment',
]);
const unsupportedParameters = ['session_id', 'role', 'compress', 'decompress'];

const decoders: Readonly<Record<string, (body: Buffer, limits: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

/** Answers one request in the words of ClickHouse's HTTP interface, https://clickhouse.com/docs/interfaces/http. */
export async function answer(request: IncomingMessage, response: ServerResponse, wire: Wire): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET' && url.pathname === '/ping') return void response.end('Ok.\n');
    authenticate(request, url, wire);
    const { statement, queryId } = await readStatement(request, url);
    const running = wire.run(statement);
    // A report that nobody waits for any more must not go on taking a processor.
    response.once('close', () => {
      if (!response.writableFinished) running.cancel();
    });
    const result = await running.result;
    await sendResult(request, response, url, queryId, result, statement);
  } catch (error) {
    sendError(request, response, error);
  }
}

function authenticate(request: IncomingMessage, url: URL, wire: Wire): void {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const [basicUser, ...basicPassword] = basic === undefined ? [] : Buffer.from(basic, 'base64').toString().split(':');
  const user = request.headers['x-clickhouse-user'] ?? basicUser ?? url.searchParams.get('user') ?? '';
  const password =
    request.headers['x-clickhouse-key'] ??
    (basic === undefined ? url.searchParams.get('password') : basicPassword.join(':')) ??
    '';
  if (!isSame(String(user), wire.user) || !isSame(String(password), wire.password))
    throw new ClickHouseError(
      `Code: 516. DB::Exception: ${String(user) || 'default'}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)`,
    );
}

function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

async function readStatement(request: IncomingMessage, url: URL): Promise<{ statement: Statement; queryId: string }> {
  const fields = new Map(url.searchParams);
  let body = await readBody(request);
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    for (const [name, value] of form) fields.set(name, typeof value === 'string' ? value : await value.text());
    body = Buffer.alloc(0);
  }
  for (const name of unsupportedParameters)
    if (fields.has(name))
      throw new ClickHouseError(
        `Code: 48. DB::Exception: The embedded ClickHouse does not know the parameter ${name}: set CLICKHOUSE_URL to a server for it. (NOT_IMPLEMENTED)`,
      );
  const inUrl = fields.get('query');
  const statement: Statement = {
    sql: inUrl ?? body.toString(),
    data: inUrl !== undefined && body.length > 0 ? body : undefined,
    format: fields.get('default_format') ?? 'TabSeparated',
    database: fields.get('database'),
    settings: new Map([...fields].filter(([name]) => !wireParameters.has(name) && !name.startsWith('param_'))),
    parameters: new Map(
      [...fields]
        .filter(([name]) => name.startsWith('param_'))
        .map(([name, value]) => [name.slice('param_'.length), value]),
    ),
  };
  if (statement.sql.trim() === '') throw new ClickHouseError('Code: 62. DB::Exception: Empty query. (SYNTAX_ERROR)');
  return { statement, queryId: fields.get('query_id') ?? '' };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks, size);
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity' || size === 0) return body;
  const decode = decoders[encoding];
  if (!decode)
    throw new ClickHouseError(
      `Code: 48. DB::Exception: Unknown content encoding ${encoding}; there are ${Object.keys(decoders).join(', ')}. (NOT_IMPLEMENTED)`,
    );
  try {
    return await decode(body, { maxOutputLength: longestBodyBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new ClickHouseError(
      `Code: 354. DB::Exception: The ${encoding} body cannot be read: ${(error as Error).message}. (ZLIB_INFLATE_FAILED)`,
    );
  }
}

function tooLarge(): ClickHouseError {
  return new ClickHouseError(
    `Code: 131. DB::Exception: The body is longer than ${longestBodyBytes} bytes: insert in smaller batches. (TOO_LARGE_STRING_SIZE)`,
  );
}

async function sendResult(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  queryId: string,
  result: StatementResult,
  statement: Statement,
): Promise<void> {
  const format = /\bFORMAT\s+(\w+)\s*;?\s*$/i.exec(statement.sql)?.[1] ?? statement.format;
  response.setHeader('Content-Type', contentTypeOf(format));
  response.setHeader('X-ClickHouse-Format', format);
  response.setHeader('X-ClickHouse-Query-Id', queryId);
  response.setHeader('X-ClickHouse-Timezone', 'UTC');
  response.setHeader('X-ClickHouse-Summary', summaryOf(result));
  const wantsGzip =
    url.searchParams.get('enable_http_compression') === '1' &&
    /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  if (!wantsGzip) return void response.end(result.bytes);
  response.setHeader('Content-Encoding', 'gzip');
  response.end(await promisify(gzip)(result.bytes, { level: 3 }));
}

function summaryOf(result: StatementResult): string {
  return JSON.stringify({
    read_rows: String(result.readRows),
    read_bytes: String(result.readBytes),
    written_rows: String(result.writtenRows),
    written_bytes: String(result.writtenBytes),
    total_rows_to_read: '0',
    result_rows: String(result.writtenRows),
    result_bytes: String(result.bytes.length),
    elapsed_ns: String(Math.round(result.elapsedSeconds * 1e9)),
  });
}

function contentTypeOf(format: string): string {
  if (/^JSON(Strings)?(Compact)?(Strings)?EachRow/.test(format)) return 'application/x-ndjson; charset=UTF-8';
  if (format.startsWith('JSON')) return 'application/json; charset=UTF-8';
  if (format.startsWith('CSV')) return 'text/csv; charset=UTF-8';
  if (/^(TSV|TabSeparated)/.test(format)) return 'text/tab-separated-values; charset=UTF-8';
  return 'application/octet-stream';
}

function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const known =
    error instanceof ClickHouseError
      ? error
      : new ClickHouseError(`Code: 1002. DB::Exception: ${String(error)} (UNKNOWN_EXCEPTION)`);
  if (response.headersSent) return void response.destroy();
  // What of the body was not read would else be taken for the next request.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.statusCode = statusOf(known.code);
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  response.setHeader('X-ClickHouse-Exception-Code', String(known.code));
  response.end(`${known.message}\n`);
}

/** As ClickHouse's HTTPHandler maps exception codes. */
function statusOf(code: number): number {
  if ([193, 194, 516].includes(code)) return code === 516 ? 403 : 401;
  if ([497, 291].includes(code)) return 403;
  if ([60, 81, 46, 47, 115, 36, 16].includes(code)) return 404;
  if ([62, 6, 26, 27, 38, 41, 53, 70, 72, 117, 354, 386, 456, 457].includes(code)) return 400;
  if ([159, 209].includes(code)) return 408;
  if (code === 131) return 413;
  if (code === 48) return 501;
  if ([202, 241].includes(code)) return 503;
  return 500;
}
