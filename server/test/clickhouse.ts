import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { startEmbeddedClickHouse } from '../src/platform/embedded-clickhouse.ts';

export interface TestClickHouse {
  url: string;
  client: ClickHouseClient;
}

interface Hooks {
  after(fn: () => Promise<void>): void;
}

/** An empty ClickHouse of its own; with `t` it ends after that test, without it after the file. */
export async function testClickHouse(t?: Hooks): Promise<TestClickHouse> {
  const hooks = t ?? { after: (fn: () => Promise<void>) => after(fn) };
  const parent = mkdtempSync(join(tmpdir(), 'shuke-test-clickhouse-'));
  const clickhouse = await startEmbeddedClickHouse({ folder: join(parent, 'clickhouse') });
  // Refused statements are what many tests are about; the client would print each.
  const client = createClient({ url: clickhouse.url, log: { level: ClickHouseLogLevel.OFF } });
  hooks.after(async () => {
    await client.close();
    await clickhouse.stop();
    rmSync(parent, { recursive: true, force: true });
  });
  return { url: clickhouse.url, client };
}
