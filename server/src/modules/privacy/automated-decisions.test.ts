import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { type Fact, turnModule } from '../../engine/index.ts';
import { openSimulation } from '../../engine/simulation.ts';
import {
  automatedDecisions,
  decidedBy,
  decidesBy,
  guardedKinds,
  kindsByProfile,
  mustAllowProfiling,
} from './automated-decisions.ts';
import type { ConsentRules } from './consent.ts';

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

test('every module says by what it decides about members, and keeps to it', () => {
  const modules = new Set(sources.map(({ module }) => module));
  assert.deepEqual(
    Object.keys(decidesBy).toSorted(),
    [...modules].toSorted(),
    'say in automated-decisions.ts by what a new module decides about members: by nothing, by rules, or by a profile',
  );
  const basisOf = (kind: string) => {
    const by = decidedBy[kind];
    const basis: string | undefined = by === undefined || by === 'told' ? undefined : automatedDecisions[by].basis;
    return basis;
  };
  const breaches = declared.filter(({ kind, module }) => {
    const basis = basisOf(kind);
    return basis !== undefined && decidesBy[module] !== 'profile' && decidesBy[module] !== basis;
  });
  assert.deepEqual(breaches, [], 'a fact states a decision that its module says it does not take');
});

test('a module that decides by what is known of a member asks first whether they allow it', () => {
  const silent = Object.keys(decidesBy).filter(
    (module) =>
      decidesBy[module] === 'profile' &&
      !sources.some((one) => one.module === module && one.text.includes('allowsProfiling(')),
  );
  assert.deepEqual(
    silent,
    [],
    'ask allowsProfiling of consentRules before the decision, and give what everybody gets where it says no',
  );
});

test('whoever forgets to ask decides nothing: the input is set aside as a whole', async () => {
  const decisions = { ...automatedDecisions, segments: { basis: 'profile' } } as const;
  const kinds = kindsByProfile(decisions, { ...decidedBy, 'segment.entered': 'segments' });
  assert.deepEqual(kinds, [...guardedKinds, 'segment.entered']);
  const refusing = 10_002;
  const rules = { allowsProfiling: (_read: unknown, member: number) => member !== refusing } as ConsentRules;
  const forgetful = turnModule({
    name: 'segments',
    collections: [],
    inputs: {
      ['segment.enter' as 'member.erase']: {
        decide: (scope, { member }) => void scope.emit('segment.entered' as 'member.erased', member, {}),
      },
    },
    on: Object.fromEntries(kinds.map((kind) => [kind, mustAllowProfiling(rules)])),
  });
  const { take, facts, setAside } = openSimulation([forgetful]);
  const enter = (member: number, index: number) => ({
    input: { kind: 'segment.enter', body: { member } },
    lane: 'interactive' as const,
    position: 1,
    index,
    acceptedAt: 0,
  });
  await take({ now: 1, inputs: [enter(10_001, 0), enter(refusing, 1)] });
  assert.deepEqual(
    facts.map(({ subject }: Fact) => subject),
    [10_001],
  );
  assert.match(setAside[0]?.error ?? '', /ask allowsProfiling first/);
});
