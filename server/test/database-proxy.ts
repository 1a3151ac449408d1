import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';

interface Hooks {
  after(fn: () => Promise<void>): void;
}

/** Stands between a shop and its database, and goes away and comes back as a database does that is started anew. */
export interface DatabaseProxy {
  /** The database's address by way of the proxy. */
  readonly url: string;
  /** Ends all connections and takes no more. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** Lets the next commit reach the database, and goes away before its answer comes back. */
  cutAtCommit(): Promise<void>;
  /** Ends all connections after the next `bytes` have reached the database: amid a statement, its answer lost. */
  cutAfter(bytes: number): void;
}

export async function databaseProxy(t: Hooks, databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  const folder = target.searchParams.get('host');
  const targetPort = target.searchParams.get('port') ?? target.port;
  const sockets = new Set<Socket>();
  let port = 0;
  let bytesLeft = Number.POSITIVE_INFINITY;
  let server: Server | undefined;
  let onCommit: (() => void) | undefined;

  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };

  function join(client: Socket): void {
    const database = folder
      ? connect(`${folder}/.s.PGSQL.${targetPort}`)
      : connect(Number(targetPort || 5432), target.hostname);
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      if (onCommit && chunk.includes('commit\0')) {
        database.unpipe(client);
        setTimeout(onCommit, 50);
        onCommit = undefined;
      }
      database.write(chunk);
      bytesLeft -= chunk.length;
      if (bytesLeft > 0) return;
      bytesLeft = Number.POSITIVE_INFINITY;
      endAll();
    });
    database.pipe(client);
  }

  const restore = async () => {
    server = createServer(join).listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  };
  const cut = async () => {
    const closed = server && once(server, 'close');
    server?.close();
    server = undefined;
    endAll();
    await closed;
  };
  await restore();
  t.after(cut);
  const credentials = target.password ? `${target.username}:${target.password}` : target.username;
  return {
    url: `postgres://${credentials}@127.0.0.1:${port}${target.pathname}`,
    cut,
    restore,
    cutAtCommit: () => new Promise((resolve) => (onCommit = () => resolve(cut()))),
    cutAfter: (bytes) => (bytesLeft = bytes),
  };
}
