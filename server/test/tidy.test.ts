import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, resolve } from 'node:path';
import { test } from 'node:test';

/** The house rules. Each is a test, because a rule that nothing enforces is soon broken. */

const root = resolve(import.meta.dirname, '../..');

/** Folders of server/src, and which of them each may import. Modules and the engine are entered through their index.ts. */
const serverMayImport = {
  platform: [],
  engine: ['platform'],
  access: ['engine', 'platform'],
  members: ['engine', 'platform'],
  activity: ['engine', 'platform', 'members'],
  loyalty: ['engine', 'platform', 'members'],
  imports: ['engine', 'platform', 'members', 'activity'],
  insight: ['engine', 'platform'],
  privacy: ['engine', 'platform', 'members'],
  tags: ['engine', 'platform', 'members'],
  backup: ['engine', 'platform'],
  demo: ['engine', 'platform', 'members', 'activity', 'demo-shop'],
  commands: ['engine', 'platform', 'wiring', 'access', 'backup'],
  // The files right in server/src: they put everything together.
  wiring: [
    'engine',
    'platform',
    'access',
    'members',
    'activity',
    'loyalty',
    'imports',
    'insight',
    'privacy',
    'tags',
    'backup',
    'demo',
    'commands',
  ],
} as const satisfies Record<string, readonly string[]>;

/** Workspaces and top folders, and which others each may import; packages by the name they are imported under. */
const foldersMayImport: Readonly<Record<string, readonly string[]>> = {
  contract: ['zod'],
  admin: ['@shuke/contract'],
  server: ['@shuke/contract', 'demo'],
  demo: ['@shuke/contract', 'zod'],
  bench: ['@shuke/contract', 'server', 'demo', 'admin', 'e2e'],
  e2e: ['@shuke/contract', 'server', 'demo', 'admin'],
  scripts: ['server'],
};

/** Endpoints that need no sign-in. */
const publicEndpoints = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'POST /api/session',
  'POST /api/session/invitation',
  'POST /api/session/second-factor',
  'POST /api/session/passkey/options',
  'POST /api/session/passkey',
  'GET /api/session/ways',
  'GET /api/session/oidc',
  'GET /api/session/oidc/callback',
  'GET /api/session',
  'DELETE /api/session',
];

const CODE_LINES_LIMIT = 400;
const TEST_LINES_LIMIT = 600;
/** Files that are over the limit, each with the size it may not pass. Shrink them; add none. */
const longFiles: Readonly<Record<string, number>> = {
  'server/src/platform/embedded-postgres.ts': 405,
};

interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Without comments. */
  readonly code: string;
  readonly isTest: boolean;
}

const skippedFolders = new Set(['node_modules', 'dist', 'data', '.git', '.shuke', 'shots']);

function filesBelow(folder: string, pattern: RegExp): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : filesBelow(path, pattern);
    return pattern.test(entry.name) ? [path] : [];
  });
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Line breaks stay, so that lines keep their numbers. A `//` inside a string is taken for one only after a blank or line start. */
function withoutComments(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ''))
    .replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

const sources: readonly Source[] = Object.keys(foldersMayImport).flatMap((folder) =>
  filesBelow(folder, /\.(ts|tsx|mjs)$/).map((path) => {
    const text = read(path);
    return {
      path,
      text,
      code: withoutComments(text),
      isTest: /\.test\.(ts|tsx|mjs)$|\/test-[\w-]+\.ts$|^server\/test\//.test(path),
    };
  }),
);
const serverSources = sources.filter(({ path, isTest }) => path.startsWith('server/src/') && !isTest);
const documents: readonly string[] = [...filesBelow('.', /\.md$/)];

interface Import {
  readonly from: Source;
  /** As written. */
  readonly what: string;
  /** Path from the root for a file of ours, else undefined. */
  readonly file: string | undefined;
}

const imports: readonly Import[] = sources.flatMap((from) =>
  [
    ...from.code.matchAll(
      /^(?:import|export)\b[^'"`;]*\bfrom '([^']+)'|^import '([^']+)'|(?<![.\w])import\('([^']+)'\)/gm,
    ),
  ].map((match) => {
    const what = match[1] ?? match[2] ?? match[3] ?? '';
    return { from, what, file: what.startsWith('.') ? posix.join(posix.dirname(from.path), what) : undefined };
  }),
);

/** Fails with every breach on a line of its own. */
function none(breaches: readonly string[], remedy: string): void {
  assert.equal(breaches.length, 0, `${remedy}\n${breaches.map((breach) => `  ${breach}`).join('\n')}\n`);
}

/** The part of the server that a file belongs to. */
function partOf(path: string): string {
  if (path.startsWith('demo/')) return 'demo-shop';
  return /^server\/src\/(?:modules\/)?([\w-]+)\//.exec(path)?.[1] ?? 'wiring';
}

test('inside the server, each part imports only what the table allows', () => {
  const breaches = imports.flatMap(({ from, what, file }) => {
    if (file === undefined || from.isTest || !from.path.startsWith('server/src/')) return [];
    const [own, other] = [partOf(from.path), partOf(file)];
    if (own === other) return [];
    const allowed: readonly string[] | undefined = (serverMayImport as Record<string, readonly string[]>)[own];
    if (allowed === undefined) return [`${from.path}: the part ${own} is not in the table`];
    return allowed.includes(other) ? [] : [`${from.path} imports ${what} (${own} → ${other})`];
  });
  none(breaches, 'Turn the dependency round, or hand what is needed over in wire.ts. The table is serverMayImport:');
});

test('modules and the engine are entered only through their index.ts', () => {
  const breaches = imports.flatMap(({ from, what, file }) => {
    if (file === undefined || from.isTest || !/^server\/src\/(modules\/[\w-]+|engine)\//.test(file)) return [];
    return partOf(from.path) === partOf(file) || basename(file) === 'index.ts' ? [] : [`${from.path} imports ${what}`];
  });
  none(breaches, 'Export it from index.ts and import that:');
});

test('an index.ts only re-exports', () => {
  const doors = serverSources.filter(({ path }) => /^server\/src\/(modules\/[\w-]+|engine)\/index\.ts$/.test(path));
  const breaches = doors.flatMap(({ path, code }) =>
    code.replaceAll(/export (type )?(\{[^}]*\}|\*) from '[^']+';/g, '').trim() === '' ? [] : [path],
  );
  none(breaches, 'Move the code to a file of its own:');
});

test('folders import only what the table allows: the contract zod, the admin the contract, the server never the admin', () => {
  const breaches = imports.flatMap(({ from, what, file }) => {
    const [own = ''] = from.path.split('/');
    if (file !== undefined) {
      const [other = ''] = file.split('/');
      return own === other || foldersMayImport[own]?.includes(other) ? [] : [`${from.path} imports ${what}`];
    }
    const isOurs = what.startsWith('@shuke/');
    const isStrict = own === 'contract' || own === 'demo';
    if (!isOurs && !(isStrict && !from.isTest && !what.startsWith('node:'))) return [];
    return foldersMayImport[own]?.includes(what) ? [] : [`${from.path} imports ${what}`];
  });
  none(breaches, 'The table is foldersMayImport:');
});

function packagesOf(folder: string): ReadonlySet<string> {
  const {
    dependencies = {},
    devDependencies = {},
    optionalDependencies = {},
  } = JSON.parse(read(posix.join(folder, 'package.json'))) as Record<string, Record<string, string>>;
  return new Set([dependencies, devDependencies, optionalDependencies].flatMap((group) => Object.keys(group)));
}

test('a package is imported only where package.json names it', () => {
  const ofRoot = packagesOf('.');
  const breaches = imports.flatMap(({ from, what, file }) => {
    const [own = ''] = from.path.split('/');
    if (file !== undefined || what.startsWith('node:') || !existsSync(join(root, own, 'package.json'))) return [];
    const name = what
      .split('/')
      .slice(0, what.startsWith('@') ? 2 : 1)
      .join('/');
    return packagesOf(own).has(name) || (from.isTest && ofRoot.has(name)) ? [] : [`${from.path} imports ${name}`];
  });
  none(breaches, 'Add it to the package.json of the workspace, at an exact version:');
});

test('every dependency is pinned to one version', () => {
  const breaches = ['.', 'contract', 'server', 'admin'].flatMap((folder) => {
    const manifest = JSON.parse(read(posix.join(folder, 'package.json'))) as Record<string, unknown>;
    return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((group) =>
      Object.entries((manifest[group] ?? {}) as Record<string, string>)
        .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${folder}/package.json: ${name} ${version}`),
    );
  });
  none(breaches, 'Write the exact version, without ^ or ~:');
});

test('the platform and the engine know no word of retail', () => {
  const words =
    /\b(members?|loyalty|points|tiers?|coupons?|products?|sku|refund\w*|customers?|purchases?|campaigns?|segments?|journeys?|retail\w*)\b/i;
  const breaches = serverSources.flatMap(({ path, code }) => {
    if (!/^server\/src\/(platform|engine)\//.test(path)) return [];
    // The types of the contract's answers are named for those who read them.
    return code.split('\n').flatMap((line, i) => (words.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : []));
  });
  none(breaches, 'Hand it over from a module, or name it for what the engine sees (subject, fact, quantity):');
});

const migrations: readonly Pick<Source, 'path' | 'text'>[] = filesBelow('server/migrations', /\.sql$/).map((path) => ({
  path,
  text: read(path),
}));
const tables: readonly string[] = migrations.flatMap(({ text }) =>
  [...text.matchAll(/^create (?:table|view) ([\w".]+)/gim)].map(([, name = '']) => name.replaceAll('"', '')),
);

function ownerFolder(schema: string): string {
  return ['engine', 'platform', 'demo'].includes(schema) ? `server/src/${schema}/` : `server/src/modules/${schema}/`;
}

test('only the owner names its tables; others read its published views', () => {
  // A register of what rests sealed, compared with the database by a test of its own.
  const asking = serverSources.filter(({ path }) => path !== 'server/src/sealed-columns.ts');
  const breaches = asking.flatMap(({ path, code }) =>
    tables.flatMap((table) => {
      const [schema = '', name = ''] = table.split('.');
      if (name.endsWith('_view') || path.startsWith(ownerFolder(schema))) return [];
      return new RegExp(`\\b${schema}\\."?${name}\\b(?!["\\w]*[(.])`).test(code) ? [`${path} names ${table}`] : [];
    }),
  );
  none(breaches, 'Ask the owner through its index.ts, or publish a view whose name ends in _view:');
});

test('every schema belongs to a module, and every table says what one row is', () => {
  const breaches = migrations.flatMap(({ path, text }) =>
    [...text.matchAll(/((?:^--.*\n)*)^create table ([\w".]+)/gim)].flatMap(([, before = '', name = '']) => {
      const table = name.replaceAll('"', '');
      const isTold =
        /^-- One row is /m.test(before) ||
        new RegExp(`comment on table ${name.replaceAll('.', '\\.')} is 'One row is `).test(text);
      const hasOwner = existsSync(join(root, ownerFolder(table.split('.')[0] ?? '')));
      return [
        ...(isTold ? [] : [`${path}: ${table} does not say what one row is`]),
        ...(hasOwner ? [] : [`${path}: ${table} has no owner`]),
      ];
    }),
  );
  none(breaches, 'Write "-- One row is …" right above create table, or comment on table … is \'One row is …\':');
});

const endpoints = sources
  .filter(({ path, isTest }) => /^(contract|server)\/src\//.test(path) && !isTest)
  .flatMap(({ path, code }) =>
    code
      .split(/\bendpoint\(\{/)
      .slice(1)
      .map((text) => ({
        path,
        name: `${/method: '(\w+)'/.exec(text)?.[1]} ${/path: '([^']+)'/.exec(text)?.[1]}`,
        permission: /permission: '([\w.]+)'/.exec(text)?.[1],
      })),
  );

test('every endpoint declares a permission, and the public ones are known', () => {
  assert.ok(endpoints.length > 20, 'endpoints are found in the sources');
  none(
    endpoints.filter(({ permission }) => permission === undefined).map(({ path, name }) => `${path}: ${name}`),
    'Say who may call it:',
  );
  const open = endpoints.filter(({ permission }) => permission === 'public').map(({ name }) => name);
  assert.deepEqual(
    open.toSorted(),
    publicEndpoints.toSorted(),
    'an endpoint without sign-in is a decision: list it in publicEndpoints',
  );
});

test('every endpoint of the contract is answered by a route', () => {
  const named = sources
    .filter(({ path }) => path.startsWith('contract/src/'))
    .flatMap(({ code }) => [...code.matchAll(/export const (\w+) = endpoint\(/g)].map(([, name = '']) => name));
  const server = serverSources.map(({ code }) => code).join('\n');
  none(
    named.filter((name) => !new RegExp(`\\broute\\(\\s*${name},`).test(server)),
    'Add route(…) in the routes.ts of a module, or take it out of the contract:',
  );
});

/** Where HTTP is spoken beside `platform/outgoing.ts`. */
const speakHttp: Readonly<Record<string, string>> = {
  'server/src/platform/outgoing.ts': 'the guard itself',
  'server/src/platform/clickhouse-child.ts': 'answers, and calls nobody',
  'server/src/modules/backup/storage-target.ts':
    'the storage that the operator named, in large pieces; its client signs each call',
  'server/src/commands/reach-server.ts': 'commands call the server that they belong to',
};

test('calls go out of the server by the guard alone, so that none leads where the operator did not mean', () => {
  const outgoing = /(?<![.\w])fetch\(|^import (?!type\b)[^;]*from '(?:node:https?|node:http2|undici)'|new AwsClient\(/m;
  none(
    serverSources.flatMap(({ path, code }) => (outgoing.test(code) && !(path in speakHttp) ? [path] : [])),
    'Call openOutgoing of platform/outgoing.ts:',
  );
});

test('tags come on members by the one function that knows what they have refused', () => {
  const owner = 'server/src/modules/tags/change-tags.ts';
  const breaches = serverSources.flatMap(({ path, code }) => {
    const isElsewhere = path !== owner && /\.set\(\s*memberTags\b/.test(code);
    const isLetOut = path === 'server/src/modules/tags/index.ts' && /\bmemberTags\b|\bsetState\b/.test(code);
    const ways = path === owner ? (code.match(/'held',/g)?.length ?? 0) : 1;
    return isElsewhere || isLetOut || ways !== 1 ? [path] : [];
  });
  none(breaches, 'Call putTag of the tags module, and ask it how the tag stands then:');
});

/** Who leaves the server, or could, without reaching a member, and why. Whatever else leaves it carries messages, and asks for a permit in use. */
const reachesNoMember: Readonly<Record<string, string>> = {
  ...speakHttp,
  'server/src/modules/access/single-sign-on.ts': 'asks the identity provider of the staff',
  'server/src/platform/embedded-postgres.ts': 'looks for a port that is free',
};

/** Libraries of the server that cannot reach a member by themselves. One that can is left out, and only what asks for a permit in use imports it. */
const quietLibraries =
  '@clickhouse/client @fastify/compress @fastify/helmet @fastify/multipart @fastify/static @shuke/contract @simplewebauthn/server @zxcvbn-ts/core ' +
  '@zxcvbn-ts/language-common aws4fetch chdb cookie csv-parse fastify fflate libphonenumber-js openid-client otpauth pg pg-copy-streams pinyin-pro ' +
  'prom-client read-excel-file swagger-ui-dist write-excel-file zod';

/** Of a file, what it exports to be called, each up to its body. */
const exportedCalls = (code: string): string[] =>
  [
    ...code.matchAll(/^export (?:async )?(?:function \*?\w+|const \w+ =(?: async)? (?:<[^>]*>)?\()[^]*?(?:\{\n|=>)/gm),
  ].map(([head]) => head);

test('whatever can carry a message to a member asks for a permit in use', () => {
  const { dependencies = {} } = JSON.parse(read('server/package.json')) as Record<string, Record<string, string>>;
  const loud = Object.keys(dependencies).filter((name) => !quietLibraries.split(' ').includes(name));
  const leaves =
    /\bopenOutgoing\(|(?<![.\w])fetch\(|\bnew WebSocket\(|^import (?!type\b)\{[^}]*\b(?:connect|createConnection|request|createSocket|createServer)\b[^}]*\} from 'node:|^import (?!type\b|\{)[^;]*'node:(?:net|tls|dgram|https?|http2)'/m;
  const breaches = serverSources.flatMap(({ path, code }) => {
    const imported = imports.some(({ from, what }) => from.path === path && loud.some((name) => what.startsWith(name)));
    if (path in reachesNoMember || !(leaves.test(code) || imported)) return [];
    const calls = exportedCalls(code);
    const open = calls.filter((head) => !/: PermitInUse\b/.test(head));
    return calls.length > 0 && open.length === 0
      ? []
      : [`${path} ${open.map((head) => head.split('(')[0]).join(', ')}`];
  });
  none(
    breaches,
    'Take a PermitInUse, which sendUnderPermit of the privacy module hands over, or say in reachesNoMember why no member is reached:',
  );
});

test('nothing but the decision itself makes a permit', () => {
  const makers = ['permit-contact', 'send-under-permit'].map((name) => `server/src/modules/privacy/${name}.ts`);
  none(
    sources.flatMap(({ path, code }) =>
      /\bas (?:ContactPermit|PermitInUse)\b/.test(code) && !makers.includes(path) ? [path] : [],
    ),
    'Call permitContact in a turn, or sendUnderPermit to send:',
  );
});

test('decisions read no clock and no chance', () => {
  const impure =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandom(UUID|Bytes|Int)\(|\bperformance\.now\(|\bTemporal\.Now\b/;
  const breaches = serverSources.flatMap(({ path, code }) => {
    const isDecision = /\bscope: Scope\b/.test(code) || /\/(turn|scope|world|timers)\.ts$/.test(path);
    return isDecision && impure.test(code) ? [`${path}: ${impure.exec(code)?.[0]}`] : [];
  });
  none(breaches, 'Take the time from scope.now and ids from scope.newId():');
});

test('files are named in kebab-case, React components in PascalCase', () => {
  const breaches = sources.flatMap(({ path, code }) => {
    const name = basename(path).replace(/(\.(test|config|d))?\.(ts|tsx|mjs)$/, '');
    if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /^[a-z]{2}-[A-Z]{2}$/.test(name)) return [];
    const isComponent = path.endsWith('.tsx') && /^([A-Z][a-z0-9]*)+$/.test(name);
    return isComponent && /^export (function|const|class) [A-Z]/m.test(code) ? [] : [path];
  });
  none(breaches, 'Rename the file:');
});

test('no name says Service, Manager, Helper, Util, Base or Impl', () => {
  const inPath = /(^|[/-])(service|manager|helper|util|base|impl)s?([./-]|$)/;
  const declared =
    /\b(?:class|interface|type|function|const|let) (\w*(?:Service|Manager|Helper|Util|Impl)s?|(?:Base|Abstract)[A-Z]\w*|\w*[a-z]Base)\b/g;
  const breaches = sources.flatMap(({ path, code }) => [
    ...(inPath.test(path) ? [path] : []),
    ...[...code.matchAll(declared)].map(([, name]) => `${path}: ${name}`),
  ]);
  none(breaches, 'Name it for what it is or does:');
});

test('the wire and the tables use the words of the glossary', () => {
  const breaches = [
    ...sources.filter(({ path }) => path.startsWith('contract/src/')).map(({ path, code }) => ({ path, code })),
    ...migrations.map(({ path, text }) => ({ path, code: text.replaceAll(/--.*$/gm, '') })),
  ].flatMap(({ path, code }) =>
    [...code.matchAll(/\b(customers?|users?|shoppers?|vouchers?|employees?)(?=[A-Z_]|\b)/g)].map(
      ([word]) => `${path}: ${word}`,
    ),
  );
  none(breaches, 'docs/glossary.md says which word we use (member, staff, coupon):');
});

test(`files have at most ${CODE_LINES_LIMIT} lines of code, tests ${TEST_LINES_LIMIT}`, () => {
  const breaches = sources.flatMap(({ path, code, isTest }) => {
    const lines = code.split('\n').filter((line) => line.trim() !== '').length;
    return lines > (longFiles[path] ?? (isTest ? TEST_LINES_LIMIT : CODE_LINES_LIMIT)) ? [`${path} has ${lines}`] : [];
  });
  none(breaches, 'Split the file:');
});

test('nothing is left to do in comments, and no code is commented out', () => {
  // Spelled so that this line does not find itself.
  const unfinished = /\b(TO[D]O|FIX[M]E|X[X]X)\b/;
  const oldCode = /^\s*\/\/\s*((const|let|import|export|return|await|if|for|function)\b.*[;{(]|[\w.]+\(.*\);|\}.*)\s*$/;
  const breaches = sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, i) => (unfinished.test(line) || oldCode.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  );
  none(breaches, 'Do it, or take the line out:');
});

test('every module has a README of at most 30 lines', () => {
  const modules = readdirSync(join(root, 'server/src/modules')).map((name) => `server/src/modules/${name}`);
  const breaches = [...modules, 'server/src/engine', 'server/src/platform', 'server/src/demo', 'demo'].flatMap(
    (folder) => {
      const path = `${folder}/README.md`;
      if (!existsSync(join(root, path))) return [`${path} is missing`];
      const lines = read(path).trimEnd().split('\n').length;
      return lines > 30 ? [`${path} has ${lines} lines`] : [];
    },
  );
  none(breaches, 'Say what the module owns, its invariants as sentences, and its words:');
});

test('screens hold no text and no address of their own', () => {
  const breaches = sources.flatMap(({ path, code, isTest }) => {
    if (!/^admin\/src\/.*\.tsx$/.test(path) || isTest) return [];
    return code.split('\n').flatMap((line, i) => {
      const isBreach = /[\u4e00-\u9fff]/.test(line) || /\b(to|href)=(\{?["'`])\//.test(line);
      return isBreach ? [`${path}:${i + 1}: ${line.trim()}`] : [];
    });
  });
  none(breaches, 'Words belong to admin/src/messages, addresses to admin/src/paths.ts:');
});

const settingNames: readonly string[] = [
  ...read('server/src/platform/config.ts').matchAll(/^ {4}([A-Z][A-Z_]+):/gm),
].map(([, name = '']) => name);

test('the documents list exactly the settings that the server knows', () => {
  assert.ok(settingNames.length > 10, 'settings are found in config.ts');
  const expected = [...settingNames, 'SHUKE_CONFIG'].toSorted();
  for (const path of ['README.md', 'docs/operate/settings.md']) {
    const listed = [...read(path).matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = '']) => name);
    assert.deepEqual(listed.toSorted(), expected, `the table in ${path} differs from server/src/platform/config.ts`);
  }
});

test('links between documents lead somewhere', () => {
  const breaches = documents.flatMap((path) =>
    [...read(path).matchAll(/\]\(([^)\s#]+)(#[^)]*)?\)/g)].flatMap(([, to = '']) => {
      if (/^[a-z]+:/.test(to) || to.endsWith('.png') || existsSync(join(root, dirname(path), to))) return [];
      return [`${path} → ${to}`];
    }),
  );
  none(breaches, 'Mend the link:');
});

test('every decision has its number once, and context, decision and consequence', () => {
  const decisions = filesBelow('docs/decisions', /\.md$/);
  const numbers = decisions.map((path) => basename(path).slice(0, 4));
  const breaches = decisions.flatMap((path) => {
    const isNamed =
      /^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md$/.test(basename(path)) &&
      numbers.indexOf(basename(path).slice(0, 4)) === numbers.lastIndexOf(basename(path).slice(0, 4));
    const text = read(path);
    const missing = ['Context', 'Decision', 'Consequence'].filter(
      (part) => !new RegExp(`^(#+ |\\*\\*)${part}`, 'm').test(text),
    );
    return [...(isNamed ? [] : [`${path}: name`]), ...missing.map((part) => `${path}: no ${part}`)];
  });
  none(breaches, 'docs/decisions/NNNN-title.md, with the three headings:');
});

const paths = /(^|[\s("'`=])(\/work\/|\/home\/\w|\/root\/|\/Users\/\w|[A-Z]:\\Users)/m;

test('nothing in the repository names a path of somebody’s machine', () => {
  const files = [...documents.map((path) => ({ path, text: read(path) })), ...sources, ...migrations].filter(
    ({ path }) => path !== 'server/test/tidy.test.ts',
  );
  none(
    files.flatMap(({ path, text }) => (paths.test(text) ? [`${path}: ${paths.exec(text)?.[0].trim()}`] : [])),
    'Write it relative, or as a setting:',
  );
});

test('no commit message names one either', { skip: !existsSync(join(root, '.git')) }, () => {
  const messages = execFileSync('git', ['log', '-n', '300', '--format=%h %B%x00'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\0');
  none(
    messages.filter((message) => paths.test(message)).map((message) => message.trim().split('\n')[0] ?? ''),
    'Reword the commit:',
  );
});
