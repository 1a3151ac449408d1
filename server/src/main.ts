import { readConfig } from './platform/config.ts';
import { openLog, reasonOf } from './platform/log.ts';
import { signInText, startServer } from './server.ts';

const config = readConfig();
const isForPeople = config.log === 'text';
const log = openLog(config.log);
const startedAt = performance.now();

const starting = startServer(config, log);

// From the first moment on: whoever presses Ctrl-C while it starts must not leave a store behind.
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    if (isForPeople) console.log('Stopping …');
    else log('Stopping');
    void starting
      .then(
        (server) => server.stop(),
        () => {},
      )
      .then(
        () => process.exit(0),
        (error: unknown) => {
          if (isForPeople) console.error(error);
          else log(`Stopping failed: ${reasonOf(error)}`, { level: 'error' });
          process.exit(1);
        },
      );
  });
}

const server = await starting.catch((error: unknown) => {
  // What it was starting heard Ctrl-C too.
  if (isStopping) process.exit(0);
  if (isForPeople) console.error(`Shuke could not start: ${error instanceof Error ? error.message : String(error)}`);
  else log(`Shuke could not start: ${reasonOf(error)}`, { level: 'error' });
  process.exit(1);
});

const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
if (!isStopping && !isForPeople) {
  log(`Shuke is ready (${seconds} s): ${server.url}`, { url: server.url });
  // A log is kept and read by many: it holds no password.
  if (server.firstSignIn?.password)
    log('This is the first start. "npm run shuke -- reset password EMAIL" gives the owner a password.');
}
if (!isStopping && isForPeople) {
  console.log(`\n  熟客 Shuke is ready (${seconds} s): ${server.url}`);
  if (server.firstSignIn) console.log(`  ${signInText(server.firstSignIn)}`);
  console.log('  Ctrl-C stops it.\n');
}
