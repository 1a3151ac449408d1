import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { projectNode } from './install.mjs';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Goes on with this file under the project's Node, in this process where that is possible. */
export async function runUnderProjectNode(file, args) {
  const isRecent = Number.parseInt(process.versions.node, 10) >= 26;
  if (isRecent) {
    dieWithLauncher();
    process.argv = [process.execPath, file, ...args];
    await import(pathToFileURL(file).href);
    return;
  }
  if (typeof process.execve === 'function') process.execve(projectNode, [projectNode, file, ...args], process.env);
  launch(file, args);
}

/**
 * A child under the project's Node. It has its own process group, so that a signal reaches it once, through us, and not a second
 * time from the terminal; and the channel tells it when we are killed.
 */
function launch(file, args) {
  const child = spawn(projectNode, [fileURLToPath(import.meta.url), file, ...args], {
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    console.error(`${projectNode} cannot be run: ${error.message}. Delete node_modules and start again.`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** Killed together with its launcher: whoever kills that one means the server. */
function dieWithLauncher() {
  if (!process.connected) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
}

// The child of `launch` begins here.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, ...args] = process.argv.slice(2);
  // Not awaited here: a file that imports this one would wait for itself.
  runUnderProjectNode(file, args).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
