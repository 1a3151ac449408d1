import { readConfig } from './platform/config.ts';
import { signInText, startServer } from './server.ts';

const config = readConfig();
const log = (message: string) => console.log(`${new Date().toISOString()} ${message}`);
const startedAt = performance.now();

const server = await startServer(config, log).catch((error: unknown) => {
  console.error(`Shuke could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});

console.log(`\n  熟客 Shuke is ready (${((performance.now() - startedAt) / 1000).toFixed(1)} s): ${server.url}`);
if (server.firstSignIn) console.log(`  ${signInText(server.firstSignIn)}`);
console.log('  Ctrl-C stops it.\n');

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    console.log('Stopping …');
    void server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
