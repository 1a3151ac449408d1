import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { automatedDecisions, decidedBy } from './automated-decisions.ts';

const modules = resolve(import.meta.dirname, '..');
const sources = readdirSync(modules, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({ module: path.split(/[\\/]/)[0]!, text: readFileSync(join(modules, path), 'utf8') }));

/** Kinds of facts with the module that declares them. */
const declared = sources.flatMap(({ module, text }) =>
  [...text.matchAll(/interface Facts \{([^]*?)\n {2}\}/g)].flatMap(([, kinds = '']) =>
    [...kinds.matchAll(/^ {4}'([a-z-]+\.[a-z-]+)':/gm)].map(([, kind = '']) => ({ module, kind })),
  ),
);

test('of each kind of fact it is said whether a machine decides it, and by what', () => {
  assert.ok(declared.length > 10, 'facts are found in the sources');
  assert.deepEqual(
    Object.keys(decidedBy).toSorted(),
    declared.map(({ kind }) => kind).toSorted(),
    'say in automated-decisions.ts which decision a new fact states, or that somebody told it',
  );
});

test('a module that decides by what is known of a member asks first whether they allow it', () => {
  const breaches = declared.filter(({ kind, module }) => {
    const by = decidedBy[kind];
    const basis: string | undefined = by === undefined || by === 'told' ? undefined : automatedDecisions[by].basis;
    return (
      basis === 'profile' && !sources.some((one) => one.module === module && one.text.includes('allowsProfiling('))
    );
  });
  assert.deepEqual(
    breaches,
    [],
    'ask allowsProfiling of consentRules before the decision, and give what everybody gets where it says no',
  );
});
