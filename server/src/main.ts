import { readConfig } from './platform/config.ts';
import { signInText, startServer } from './server.ts';

const config = readConfig();
const log = (message: string) => console.log(`${new Date().toISOString()} ${message}`);
const startedAt = performance.now();

const starting = startServer(config, log);

// From the first moment on: whoever presses Ctrl-C while it starts must not leave a store behind.
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    console.log('Stopping …');
    void starting
      .then(
        (server) => server.stop(),
        () => {},
      )
      .then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
  });
}

const server = await starting.catch((error: unknown) => {
  // What it was starting heard Ctrl-C too.
  if (isStopping) process.exit(0);
  console.error(`Shuke could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});

if (!isStopping) {
  console.log(`\n  熟客 Shuke is ready (${((performance.now() - startedAt) / 1000).toFixed(1)} s): ${server.url}`);
  if (server.firstSignIn) console.log(`  ${signInText(server.firstSignIn)}`);
  console.log('  Ctrl-C stops it.\n');
}
