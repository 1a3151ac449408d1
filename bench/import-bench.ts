import { existsSync, openAsBlob } from 'node:fs';
import { basename, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Health, ImportView } from '@shuke/contract';
import type { Bench } from './bench.ts';
import { privateFolder } from './private-folder.ts';
import { figure, headline, note } from './report.ts';
import { startServerChild } from './server-child.ts';
import { coresText, watchCores } from './watch-cores.ts';

const TARGET = 25_000;
const LOOK_MS = 50;
const realFile = resolve(import.meta.dirname, '../../shared/data/online-retail.csv.gz');

export const importBench: Bench = {
  summary: 'order lines per second of a real file, from the upload to the report',
  usage: '--file ../shared/data/online-retail.csv.gz --currency GBP --timezone Europe/London',
  async run(context) {
    const { values } = parseArgs({
      args: [...context.args],
      options: {
        file: { type: 'string', default: realFile },
        currency: { type: 'string', default: 'GBP' },
        timezone: { type: 'string', default: 'Europe/London' },
      },
    });
    const file = resolve(values.file);
    if (!existsSync(file)) {
      console.log(
        `Skipped: there is no file ${file}. Give one with --file; the project is measured with UCI dataset 352 (Online Retail) as CSV.`,
      );
      return;
    }
    const server = await startServerChild(context, { dataFolder: privateFolder(context) });
    const mapping = JSON.stringify({ currency: values.currency, timezone: values.timezone });
    headline(`Import of ${basename(file)} through the API into an empty shop, fsync on`);
    const startedAt = performance.now();
    const watched = watchCores();
    const query = new URLSearchParams({ fileName: basename(file), start: 'true', mapping });
    const response = await fetch(`${server.url}/api/imports?${query}`, {
      method: 'POST',
      headers: { ...server.headers, 'content-type': 'application/octet-stream' },
      body: await openAsBlob(file),
    });
    const { id } = (await response.json()) as ImportView;
    const uploadedAt = performance.now();
    let turnsFrom: number | undefined;
    let view: ImportView;
    for (;;) {
      view = await server.call<ImportView>('GET', `/api/imports/${id}`);
      if (turnsFrom === undefined && (await server.call<Health>('GET', '/api/health')).lanes.bulk.decided > 1)
        turnsFrom = performance.now();
      if (view.state !== 'running') break;
      await sleep(LOOK_MS);
    }
    const endedAt = performance.now();
    const cores = watched();
    if (view.state !== 'done' || !view.report)
      throw new Error(`the import ended in state ${view.state}: ${view.error}`);
    const { lines, orders, refunds, members, reconciliation } = view.report;
    const seconds = (from: number, until: number) => (until - from) / 1000;
    figure('order lines, upload to report', lines / seconds(startedAt, endedAt), '/s', { atLeast: TARGET });
    note(
      `${lines} lines, ${orders} orders, ${refunds} refunds, ${members} members; ${reconciliation.isBalanced ? 'totals before = totals after' : 'TOTALS DO NOT RECONCILE'}`,
    );
    note(
      `upload and guess ${seconds(startedAt, uploadedAt).toFixed(1)} s, reading and planning ${seconds(uploadedAt, turnsFrom ?? endedAt).toFixed(1)} s, turns ${seconds(turnsFrom ?? endedAt, endedAt).toFixed(1)} s`,
    );
    note(coresText(cores));
    const drainedFrom = performance.now();
    await server.settled();
    note(`analytics complete ${seconds(drainedFrom, performance.now()).toFixed(1)} s after the report`);
  },
};
