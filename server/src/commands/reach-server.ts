import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readConfig } from '../platform/config.ts';

/** A server to talk to, and how to let it go. */
export interface ReachedServer {
  call(method: 'GET' | 'POST' | 'PUT', path: string, body?: Blob | object): Promise<unknown>;
  /** Writes what a path answers into a file. */
  download(path: string, file: string): Promise<void>;
  close(): Promise<void>;
}

/** A refusal by the server, with what it says to do. */
export class ServerRefusal extends Error {
  override name = 'ServerRefusal';
}

/**
 * The running server of this machine: by SHUKE_API_KEY, else by the token that it leaves in the data folder for its own
 * user. Where none runs, the engine is started for the time of the command.
 */
export async function reachServer(tell: (message: string) => void): Promise<ReachedServer> {
  const config = readConfig();
  const left = await readServerFile(config.dataFolder);
  const candidates = [
    ...(config.apiKey ? [{ url: `http://localhost:${config.port}`, token: config.apiKey }] : []),
    ...(left ? [left] : []),
  ];
  for (const candidate of candidates)
    if (await answers(candidate)) return { ...talkTo(candidate), close: async () => {} };
  tell('No server is running: starting the engine for this command …');
  const { signInText, startServer } = await import('../server.ts');
  // Whoever begins with orders of their own has no use for the demo: since the owner is made here, no later start loads it.
  const server = await startServer({ ...config, role: 'all', port: 0, demo: false }, () => {});
  if (server.firstSignIn) tell(signInText(server.firstSignIn));
  const own = await readServerFile(config.dataFolder);
  return { ...talkTo({ url: server.url, token: own?.token ?? config.apiKey ?? '' }), close: () => server.stop() };
}

interface Address {
  readonly url: string;
  readonly token: string;
}

async function readServerFile(dataFolder: string): Promise<Address | undefined> {
  try {
    const { url, token } = JSON.parse(await readFile(join(dataFolder, 'server.json'), 'utf8')) as Partial<Address>;
    return url && token ? { url, token } : undefined;
  } catch {
    return undefined;
  }
}

async function answers({ url, token }: Address): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/imports?limit=1`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(3000),
    });
    return response.ok;
  } catch {
    return false;
  }
}

function talkTo(address: Address): Pick<ReachedServer, 'call' | 'download'> {
  return { call: caller(address), download: downloader(address) };
}

function downloader({ url, token }: Address): ReachedServer['download'] {
  return async (path, file) => {
    const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok || !response.body) throw new ServerRefusal(`The server answered ${response.status} to ${path}.`);
    await pipeline(
      Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
      createWriteStream(file, { mode: 0o600 }),
    );
  };
}

function caller({ url, token }: Address): ReachedServer['call'] {
  return async (method, path, body) => {
    const isFile = body instanceof Blob;
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': isFile ? 'application/octet-stream' : 'application/json' } : {}),
      },
      ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { detail?: string; faults?: { field: string; message: string }[] };
    if (response.ok) return answer;
    const faults = (answer.faults ?? []).map(({ field, message }) => `\n  ${field} ${message}`);
    throw new ServerRefusal((answer.detail ?? `The server answered ${response.status}.`) + faults.join(''));
  };
}
