/**
 * The process that holds the embedded ClickHouse: started by embedded-clickhouse.ts, gone with its parent. A crash of the
 * engine or its memory must not be the server's.
 */
import { createServer } from 'node:http';
import {
  loadNative,
  openEngine,
  type RunningStatement,
  type Statement,
  type StatementResult,
  ClickHouseError,
} from './clickhouse-engine.ts';
import { answer } from './clickhouse-wire.ts';
import { lockFolder } from './folder-lock.ts';

/** What the parent says first. */
export interface ChildOrder {
  folder: string;
  user: string;
  password: string;
  /** 0 for any free port. */
  port: number;
}

/** What the child answers. A failure at `open` means that the data cannot be read. */
export type ChildReport =
  | { kind: 'ready'; port: number }
  | { kind: 'failed'; stage: 'load' | 'lock' | 'open' | 'listen'; message: string };

// An orphan notices within milliseconds that its parent died, but may have to end a statement.
const lockWaitMs = 20_000;
const longestLineBytes = 1024 * 1024;
const room = { young: 8, old: 4, waiting: 500 };
const oldAfterMs = 1000;

process.once('message', (order) => void serve(order as ChildOrder));
process.once('disconnect', leave);
// Ctrl-C is for the parent, which drains first and then says so.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

async function serve(order: ChildOrder): Promise<void> {
  let stage: (ChildReport & { kind: 'failed' })['stage'] = 'load';
  try {
    const native = loadNative();
    stage = 'lock';
    await lockFolder(`${order.folder}.lock`, { waitMs: lockWaitMs });
    stage = 'open';
    const engine = await openEngine(native, order.folder, `${order.folder}.config.xml`);
    stage = 'listen';
    const run = admission((statement) => engine.start(statement));
    const wire = { user: order.user, password: order.password, run };
    const server = createServer(
      { maxHeaderSize: longestLineBytes, keepAliveTimeout: 60_000 },
      (request, response) => void answer(request, response, wire),
    );
    await new Promise<void>((done, fail) => server.once('error', fail).listen(order.port, '127.0.0.1', done));
    const address = server.address();
    report({ kind: 'ready', port: typeof address === 'object' && address ? address.port : order.port });
  } catch (error) {
    report({ kind: 'failed', stage, message: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Bounds how many statements run at once so that long ones leave room: eight may be young, and those that run for over a second
 * move on to four places of their own.
 */
function admission(start: (statement: Statement) => RunningStatement): (statement: Statement) => RunningStatement {
  const waiting: (() => void)[] = [];
  let young = 0;
  let old = 0;
  const admit = () => {
    while (young < room.young && waiting.length > 0) {
      young += 1;
      waiting.shift()?.();
    }
  };
  const timed = async (running: RunningStatement): Promise<StatementResult> => {
    let isOld = false;
    const ageing = setInterval(() => {
      if (old >= room.old) return;
      clearInterval(ageing);
      isOld = true;
      old += 1;
      young -= 1;
      admit();
    }, oldAfterMs);
    try {
      return await running.result;
    } finally {
      clearInterval(ageing);
      if (isOld) old -= 1;
      else young -= 1;
      admit();
    }
  };
  return (statement) => {
    if (waiting.length >= room.waiting)
      throw new ClickHouseError(
        'Code: 202. DB::Exception: Too many simultaneous queries: try again later. (TOO_MANY_SIMULTANEOUS_QUERIES)',
      );
    let running: RunningStatement | undefined;
    let isCancelled = false;
    const result = new Promise<void>((admitted) => {
      waiting.push(admitted);
      admit();
    }).then(() => {
      if (isCancelled) {
        young -= 1;
        admit();
        throw new ClickHouseError('Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)');
      }
      running = start(statement);
      return timed(running);
    });
    return {
      result,
      cancel: () => {
        isCancelled = true;
        running?.cancel();
      },
    };
  };
}

function report(message: ChildReport): void {
  process.send?.(message);
}

/** Whole blocks are on disk when their insert is answered, so there is nothing to finish; a running statement could hold up an orderly close. */
function leave(): void {
  process.kill(process.pid, 'SIGKILL');
}
