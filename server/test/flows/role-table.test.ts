import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { readyRoles } from '@shuke/contract';
import type { Route } from '../../src/platform/http.ts';
import { openShop } from '../shop.ts';
import { openDoor } from '../staff.ts';

const tableFile = resolve(import.meta.dirname, '../../../docs/operate/permissions.md');
const shop = await openShop();
const { hire } = openDoor(shop);

/** The headers of somebody signed in with each role; nobody's have none. */
async function callers(): Promise<Map<string, Record<string, string>>> {
  const all = new Map<string, Record<string, string>>([['nobody', {}]]);
  for (const role of Object.keys(readyRoles)) all.set(role, (await hire(role)).as.headers);
  return all;
}

/** Whether a call of nothing in particular is let in: what is wrong with it otherwise is told only then. */
async function isLetIn({ endpoint }: Route, headers: Record<string, string>): Promise<boolean> {
  const path = endpoint.path.replaceAll(/\{\w+\}/g, '999999');
  const { status } = await shop.call(endpoint.method, path, endpoint.body ? {} : undefined, { apiKey: '', headers });
  return status !== 401 && status !== 403;
}

test('every route lets in exactly the roles that the committed table names, operators only look (D15, E4; UPDATE=1 writes it anew)', async () => {
  const who = await callers();
  const lines: string[] = [];
  const byPath = shop.routes.toSorted((a, b) => (a.endpoint.path < b.endpoint.path ? -1 : 1));
  for (const route of byPath) {
    const { method, path, permission } = route.endpoint;
    const marks: string[] = [];
    // What is public asks nobody who they are, and signing out would end what the next calls need.
    for (const headers of permission === 'public' ? [] : who.values())
      marks.push((await isLetIn(route, headers)) ? '✓' : '');
    const cells = permission === 'public' ? [...who.keys()].map(() => '✓') : marks;
    lines.push(`| \`${method} ${path}\` | ${permission} | ${cells.join(' | ')} |`);
  }
  const table = `# Who may call what

Written by a test that calls every route as every ready role. A role of one's own is let in where it has the permission.

| route | permission | ${[...who.keys()].join(' | ')} |
|---|---|${[...who.keys()].map(() => '---|').join('')}
${lines.join('\n')}
`;
  if (process.env['UPDATE']) await writeFile(tableFile, table);
  assert.equal(table, await readFile(tableFile, 'utf8'));
});
