import { spawn } from 'node:child_process';
import { type RootKey, RootKeyError } from './root-key.ts';

const OUTPUT_LIMIT_BYTES = 64 * 1024;

/**
 * A root key that lives elsewhere, in a key management service or a hardware module. `program` is run with one argument, `wrap`
 * or `unwrap`, without a shell and with this process's environment; it reads base64 on stdin and writes base64 on stdout, and
 * ends with status 0. What it prints on stderr is shown when it fails, so it must not print secrets there. It has
 * `timeoutMs`, then it is killed with all that it started. It is run when the server starts and when keys are made or wrapped anew.
 */
export function commandRootKey(program: string, { timeoutMs = 30_000 }: { timeoutMs?: number } = {}): RootKey {
  return {
    from: program,
    wrap: async (secret) => run(program, 'wrap', secret, timeoutMs),
    unwrap: async (wrapped) => run(program, 'unwrap', wrapped, timeoutMs),
  };
}

function run(program: string, verb: 'wrap' | 'unwrap', input: Uint8Array, timeoutMs: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const fail = (what: string) => reject(new RootKeyError(`The key command \`${program} ${verb}\` ${what}`));
  // In a group of its own, so that a script is killed together with what it waits for.
  const child = spawn(program, [verb], { stdio: 'pipe', detached: true });
  const stop = (what: string) => {
    fail(what);
    if (child.pid !== undefined) killGroup(child.pid);
    // What has left the group could hold its ends open for ever.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const timer = setTimeout(() => stop(`gave no answer within ${timeoutMs / 1000} seconds.`), timeoutMs);
  const answer: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > OUTPUT_LIMIT_BYTES) stop(`answered more than ${OUTPUT_LIMIT_BYTES / 1024} KiB.`);
    else answer.push(chunk);
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, 500);
  });
  child.on('error', (error) => {
    clearTimeout(timer);
    fail(`cannot be run: ${error.message}. SHUKE_KEY_COMMAND must name a program that this user may run.`);
  });
  child.on('close', (status, signal) => {
    clearTimeout(timer);
    if (status !== 0)
      fail(`ended with ${signal ?? `status ${status}`}${complaint === '' ? '.' : `: ${complaint.trim()}`}`);
    else {
      const decoded = fromBase64(Buffer.concat(answer).toString('latin1').replaceAll(/\s/g, ''));
      if (decoded) resolve(decoded);
      else fail('did not write base64 on stdout.');
    }
  });
  // A program that ends without reading closes its end; how it ended says more than the broken pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(`${Buffer.from(input).toString('base64')}\n`);
  return promise;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Undefined for anything but base64 of at least one byte. */
function fromBase64(text: string): Buffer | undefined {
  return text !== '' && /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0
    ? Buffer.from(text, 'base64')
    : undefined;
}
