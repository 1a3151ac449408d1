import { existsSync, openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ImportView } from '@shuke/contract';
import type { Command } from './command.ts';
import { reportText } from './print-report.ts';
import { type ReachedServer, ServerRefusal, reachServer } from './reach-server.ts';
import { endProgress, showProgress } from './show-progress.ts';

const LOOK_MS = 300;
/** npm passes on what the terminal has sent already: a second Ctrl-C comes later than that, and is meant. */
const ECHO_MS = 1000;

export const importOrders: Command = {
  usage:
    'import orders FILE [--mapping JSON|FILE] [--currency GBP] [--timezone Europe/London] [--channel import] [--dry-run] [--set-aside FILE]',
  summary:
    'Import past orders from CSV, CSV.gz or XLSX, through the running server or else by starting the engine. Ctrl-C cancels.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        mapping: { type: 'string' },
        currency: { type: 'string' },
        timezone: { type: 'string' },
        channel: { type: 'string' },
        'set-aside': { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
      },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) return refuse(`Usage: npm run shuke -- ${importOrders.usage}`, 2);
    if (!existsSync(file)) return refuse(`There is no file ${file}.`, 2);
    const { currency, timezone, channel } = values;
    const overrides = {
      ...(await readMapping(values.mapping)),
      ...(currency && { currency }),
      ...(timezone && { timezone }),
      ...(channel && { channel }),
    };
    // Heard from the first moment on: an engine that was started for this command is to be stopped, and not left to itself.
    const cancelling = new AbortController();
    let cancelledAt = 0;
    const cancel = () => {
      if (!cancelling.signal.aborted) cancelledAt = performance.now();
      else if (performance.now() - cancelledAt > ECHO_MS) process.exit(130);
      cancelling.abort();
    };
    process.on('SIGINT', cancel);
    const server = await reachServer(console.error);
    try {
      return await importThrough(server, file, overrides, values['dry-run'], values['set-aside'], cancelling.signal);
    } catch (error) {
      if (error instanceof ServerRefusal) return refuse(error.message, 1);
      throw error;
    } finally {
      await server.close();
      process.off('SIGINT', cancel);
    }
  },
};

async function importThrough(
  server: ReachedServer,
  file: string,
  overrides: object,
  isDryRun: boolean,
  setAsideFile: string | undefined,
  cancelling: AbortSignal,
): Promise<number> {
  if (cancelling.aborted) return refuse('Cancelled; nothing was imported.', 1);
  const query = new URLSearchParams({ fileName: basename(file), mapping: JSON.stringify(overrides) });
  const { id } = (await server.call('POST', `/api/imports?${query}`, await openAsBlob(file))) as ImportView;
  await server.call('POST', `/api/imports/${id}/run`, { dryRun: isDryRun });
  const cancel = () => void server.call('POST', `/api/imports/${id}/cancel`).catch(() => {});
  cancelling.addEventListener('abort', cancel, { once: true });
  if (cancelling.aborted) cancel();
  const ended = await watch(server, id);
  endProgress();
  console.log(reportText(ended));
  if (setAsideFile !== undefined) await server.download(`/api/imports/${id}/set-aside`, setAsideFile);
  if (ended.report?.setAside.length)
    console.log(
      `\nThe lines set aside are in ${setAsideFile ?? `the admin under imports (number ${id}); --set-aside FILE writes them as CSV`}.`,
    );
  return ended.state === 'done' || ended.state === 'checked' ? 0 : 1;
}

async function watch(server: ReachedServer, id: string): Promise<ImportView> {
  for (;;) {
    const view = (await server.call('GET', `/api/imports/${id}`)) as ImportView;
    if (view.state !== 'running' && view.state !== 'checking') return view;
    showProgress(view.progress);
    await wait(LOOK_MS);
  }
}

async function readMapping(given: string | undefined): Promise<object> {
  if (given === undefined) return {};
  const text = existsSync(given) ? await readFile(given, 'utf8') : given;
  try {
    return JSON.parse(text) as object;
  } catch {
    throw new Error(`--mapping must be JSON or a file of JSON, e.g. --mapping '{"currency":"GBP"}'.`);
  }
}

function refuse(message: string, status: number): number {
  console.error(message);
  return status;
}
