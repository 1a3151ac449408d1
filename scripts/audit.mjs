/**
 * Known vulnerabilities of what the server runs on, as the registry tells them: `npm audit` over the production dependencies.
 * High and critical ones fail `npm test`, but for those that scripts/audit-accepted.json names with a reason, until its day.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

const answerLimitMs = 30_000;
const grave = new Set(['high', 'critical']);

/** Prints what there is to say; false where something grave is known and not accepted. */
export async function auditDependencies(say = console.log) {
  const accepted = JSON.parse(readFileSync(join(root, 'scripts/audit-accepted.json'), 'utf8'));
  const { isAnswered, faults, notes } = judge(await askRegistry(), accepted, new Date().toISOString().slice(0, 10));
  for (const line of [...notes, ...faults]) say(line);
  if (isAnswered && faults.length === 0) say('No grave vulnerability is known.');
  return faults.length === 0;
}

/** What an answer of `npm audit --json` comes to on a day. Whatever is no such answer was not audited. */
export function judge(answer, accepted, today) {
  if (typeof answer?.vulnerabilities !== 'object')
    return {
      isAnswered: false,
      faults: [],
      notes: ['Not audited: the registry did not answer. What it knows is not known here.'],
    };
  const known = new Map();
  for (const { via } of Object.values(answer.vulnerabilities))
    for (const one of via) if (typeof one === 'object' && grave.has(one.severity)) known.set(idOf(one), one);
  const isAccepted = (id) => accepted.some((one) => one.id === id && today <= one.until);
  const notes = accepted
    .filter(({ id }) => !known.has(id))
    .map(({ id }) => `${id} is accepted but not known any more: remove it from scripts/audit-accepted.json.`);
  const faults = [...known]
    .filter(([id]) => !isAccepted(id))
    .map(
      ([id, { name, severity, range, title }]) =>
        `${id}: ${name} ${range} is ${severity}: ${title}. Take a version without it, or accept it in scripts/audit-accepted.json with id, reason and until.`,
    );
  return { isAnswered: true, faults, notes };
}

/** GHSA-… as in the address of the advisory. */
const idOf = ({ url, source }) => /GHSA-[\w-]+/.exec(url ?? '')?.[0] ?? String(source);

function askRegistry() {
  return new Promise((done) => {
    const npm = spawn('npm', ['audit', '--omit=dev', '--json'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: answerLimitMs,
    });
    let text = '';
    npm.stdout.on('data', (chunk) => (text += chunk));
    npm.once('error', () => done(undefined));
    npm.once('close', () => done(parse(text)));
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
