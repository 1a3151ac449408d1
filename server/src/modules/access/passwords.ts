import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Problem } from '../../platform/problem.ts';

const deriveAtOnce = promisify(argon2);

/** More at once would hold up whatever else waits for one of the process's few threads; more waiting would never be done in time. */
const AT_ONCE = 2;
const WAITING_LIMIT = 20;
let hashing = 0;
const waiting: (() => void)[] = [];

async function derive(...asked: Parameters<typeof deriveAtOnce>): Promise<Buffer> {
  if (hashing < AT_ONCE) hashing++;
  else if (waiting.length < WAITING_LIMIT) await new Promise<void>((turn) => void waiting.push(turn));
  else
    throw new Problem('auth.throttled', 'Too many sign-ins at once. Wait a few seconds and try again.', {
      retryAfterSeconds: 5,
    });
  try {
    return await deriveAtOnce(...asked);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else hashing--;
  }
}

/** OWASP's second recommended setting for argon2id: 19 MiB, 2 passes, 1 lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

/** PHC string of a password: $argon2id$v=19$m=…,t=…,p=…$salt$hash. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive('argon2id', { message: password, nonce: salt, ...COST });
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${salt.toString('base64')}$${tag.toString('base64')}`;
}

// Signing in with an unknown e-mail must take as long as with a known one.
const decoy = hashPassword(randomBytes(16).toString('hex'));
decoy.catch(() => {});

/** Whether it is this password; without a hash to compare it with, after as much work, that it is not. */
export async function isPassword(password: string, phc: string | undefined): Promise<boolean> {
  const [, , , cost, salt, hash] = (phc ?? (await decoy)).split('$');
  const [memory, passes, parallelism] = (cost ?? '').split(',').map((part) => Number(part.slice(2)));
  const expected = Buffer.from(hash!, 'base64');
  const tag = await derive('argon2id', {
    message: password,
    nonce: Buffer.from(salt!, 'base64'),
    memory: memory!,
    passes: passes!,
    parallelism: parallelism!,
    tagLength: expected.length,
  });
  return timingSafeEqual(tag, expected) && phc !== undefined;
}

/** Loaded with the first password that somebody chooses: its lists take 40 MB. */
async function scoreOf(password: string, own: readonly string[]): Promise<number> {
  estimator ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }]) =>
      new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }),
  );
  return (await estimator).check(password, [...own]).score;
}
let estimator: Promise<{ check(password: string, own: string[]): { score: number } }> | undefined;

/** Of 0 to 4: from here on a guesser needs more than a million tries. */
const SCORE_MIN = 2;

/** Refuses what is guessed first: common passwords, rows of keys, one's own e-mail or name. The length is checked by the contract. */
export async function mustBeStrong(
  field: 'password' | 'newPassword',
  password: string,
  { email, name }: { readonly email: string; readonly name: string },
): Promise<void> {
  const own = [email, ...email.split(/[@.]/), name, 'shuke'].map((one) => one.toLowerCase());
  const isGuessed = own.includes(password.toLowerCase()) || (await scoreOf(password, own)) < SCORE_MIN;
  if (isGuessed)
    throw new Problem('request.invalid', 'This password is guessed first. Choose a longer or less obvious one.', {
      faults: [{ field, message: 'is guessed first: choose a longer or less obvious one' }],
    });
}
