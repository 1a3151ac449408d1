import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { LogFormat } from './log.ts';
import type { RateLimits } from './rate-limit.ts';
import { type RootKeySettings, type SuiteName, parseRootKey, rootKeyRemedy, suiteNames } from './crypto/index.ts';

export type Role = 'all' | 'api' | 'engine' | 'dispatch';

/** The identity provider that staff sign in with. */
export interface SingleSignOnSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** When backups are made: at an hour and minute of the business zone each day, or so many hours after the last. */
export type BackupTime = { readonly hour: number; readonly minute: number } | { readonly everyHours: number };

export interface BackupSettings {
  /** A folder, or `s3://bucket/prefix`; undefined: no backups are made. */
  readonly to: string | undefined;
  /** A second place, which holds the same. */
  readonly alsoTo: string | undefined;
  readonly at: BackupTime;
  /** How many are kept. */
  readonly keep: number;
  /** Of an S3-compatible storage; without an endpoint that of AWS in the region. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly keyId: string | undefined;
  readonly secretKey: string | undefined;
}

export interface Config {
  port: number;
  host: string;
  /** Addresses or ranges of the reverse proxies in front; only they are believed who a call comes from. */
  proxies: readonly string[];
  /** Absolute path of everything this instance stores itself. */
  dataFolder: string;
  /** Replaces the embedded PostgreSQL when set. */
  databaseUrl: string | undefined;
  /** Replaces the embedded ClickHouse when set. */
  clickhouseUrl: string | undefined;
  /** Load the demo shop on the first run. */
  demo: boolean;
  adminEmail: string | undefined;
  adminPassword: string | undefined;
  /** A key with full API rights, for automation. */
  apiKey: string | undefined;
  singleSignOn: SingleSignOnSettings | undefined;
  /** Hosts that calls from the server may lead to though they are internal. */
  internalHosts: readonly string[];
  /** IANA name of the business zone: it decides days. */
  timeZone: string;
  role: Role;
  clock: 'system' | 'manual';
  log: LogFormat;
  rateLimits: RateLimits;
  /** With which algorithms personal data is sealed from now on. */
  cryptoSuite: SuiteName;
  /** The root key itself, where the settings give it. */
  rootKey: string | undefined;
  /** A command that wraps and unwraps keys, such as one of a key management service. */
  keyCommand: string | undefined;
  backup: BackupSettings;
}

export interface SettingProblem {
  setting: string;
  problem: string;
}

export class ConfigError extends Error {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(
      ['Shuke cannot start with these settings:', ...problems.map((p) => `  ${p.setting}: ${p.problem}`)].join('\n'),
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const projectFolder = resolve(import.meta.dirname, '../../..');
const loopbackHosts = new Set(['localhost', '127.0.0.1', '::1']);

const optionalText = z.string().optional();
const placeOfBackups = optionalText.refine(
  (text) => text === undefined || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^s3:\/\/[a-z0-9][\w.-]+(\/|$)/i.test(text),
  'must be a folder, or s3://bucket/prefix, for example /mnt/backup/shuke or s3://my-backups/shuke',
);

const callsPerSecond = (usual: string) =>
  z
    .string()
    .default(usual)
    .refine(
      (text) => /^\d{1,7}$/.test(text),
      'must be a number of calls per second, for example 100, or 0 for no limit',
    )
    .transform(Number);

const settings = z
  .object({
    PORT: z
      .string()
      .default('7080')
      .refine(
        (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535,
        'must be a port number from 0 to 65535, for example 7080',
      )
      .transform(Number),
    // Beyond this machine only when someone asks for it: members' data must not be on the network by accident.
    SHUKE_HOST: z
      .string()
      .default('localhost')
      .refine(
        (text) => !/[\s/]/.test(text),
        'must be a host name or address to listen on, for example localhost or 0.0.0.0',
      ),
    // Believed of nobody unasked: whoever reaches the server directly could claim any address.
    SHUKE_PROXY: optionalText.refine(
      (text) => text === undefined || text.split(',').every((one) => isAddressOrRange(one.trim())),
      'must be the addresses of the reverse proxies in front, separated by commas, for example 127.0.0.1 or 10.0.0.0/8',
    ),
    SHUKE_DATA: z.string().optional(),
    DATABASE_URL: optionalText.refine(
      (text) => text === undefined || isUrl(text, ['postgres:', 'postgresql:']),
      'must be a PostgreSQL address, for example postgres://shuke:password@db.example.com:5432/shuke',
    ),
    CLICKHOUSE_URL: optionalText.refine(
      (text) => text === undefined || isUrl(text, ['http:', 'https:']),
      'must be the HTTP address of a ClickHouse, for example http://shuke:password@ch.example.com:8123/shuke',
    ),
    SHUKE_DEMO: z
      .enum(['0', '1', 'true', 'false'], { error: 'must be 1 (load the demo shop on the first run) or 0' })
      .default('1')
      .transform((text) => text === '1' || text === 'true'),
    SHUKE_ADMIN_EMAIL: z.email('must be an e-mail address, for example owner@example.com').optional(),
    SHUKE_ADMIN_PASSWORD: z.string().max(200, 'must have at most 200 characters').optional(),
    SHUKE_API_KEY: z
      .string()
      .refine((text) => /^[\x21-\x7e]{1,200}$/.test(text), 'must be 1 to 200 printable ASCII characters without spaces')
      .optional(),
    SHUKE_OIDC_ISSUER: optionalText.refine(
      (text) => text === undefined || isUrl(text, ['https:']) || isLoopbackUrl(text),
      'must be the https address of an OpenID Connect provider, for example https://login.example.com; http only on this machine',
    ),
    SHUKE_INTERNAL_HOSTS: optionalText.refine(
      (text) =>
        text === undefined ||
        text.split(',').every((one) => /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:]+\](:\d{1,5})?$/.test(one.trim())),
      'must be hosts separated by commas, for example crm.internal or 10.0.0.5:8080',
    ),
    SHUKE_OIDC_CLIENT_ID: optionalText,
    SHUKE_OIDC_CLIENT_SECRET: optionalText,
    SHUKE_TIMEZONE: z
      .string()
      .default('Asia/Shanghai')
      .refine(isTimeZone, 'must be a time zone name, for example Asia/Shanghai or Europe/Berlin'),
    SHUKE_ROLE: z
      .enum(['all', 'api', 'engine', 'dispatch'], { error: 'must be one of all, api, engine, dispatch' })
      .default('all'),
    SHUKE_CLOCK: z.enum(['system', 'manual'], { error: 'must be system or manual' }).default('system'),
    SHUKE_LOG: z.enum(['text', 'json'], { error: 'must be text or json' }).default('text'),
    SHUKE_RATE_LIMIT: callsPerSecond('20000'),
    SHUKE_RATE_LIMIT_ADDRESS: callsPerSecond('50'),
    CRYPTO_SUITE: z.enum(suiteNames, { error: 'must be intl (AES-256-GCM, SHA-256) or gm (SM4, SM3)' }).default('intl'),
    SHUKE_ROOT_KEY: optionalText.refine(
      (text) => text === undefined || parseRootKey(text) !== undefined,
      rootKeyRemedy,
    ),
    SHUKE_KEY_COMMAND: optionalText,
    SHUKE_BACKUP_TO: placeOfBackups,
    SHUKE_BACKUP_ALSO_TO: placeOfBackups,
    SHUKE_BACKUP_AT: z
      .string()
      .default('03:30')
      .refine(
        (text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text) || /^([1-9]|1\d|2[0-4])h$/.test(text),
        'must be a time of day, for example 03:30, or a number of hours up to 24, for example 6h',
      )
      .transform((text): BackupTime =>
        text.endsWith('h')
          ? { everyHours: Number.parseInt(text, 10) }
          : { hour: Number(text.slice(0, 2)), minute: Number(text.slice(3)) },
      ),
    SHUKE_BACKUP_KEEP: z
      .string()
      .default('30')
      .refine((text) => /^[1-9]\d{0,3}$/.test(text), 'must be how many backups are kept, 1 to 9999, for example 30')
      .transform(Number),
    SHUKE_BACKUP_ENDPOINT: optionalText.refine(
      (text) => text === undefined || isUrl(text, ['http:', 'https:']),
      'must be the address of an S3-compatible storage, for example https://minio.example.com:9000',
    ),
    SHUKE_BACKUP_REGION: z.string().default('us-east-1'),
    SHUKE_BACKUP_KEY_ID: optionalText,
    SHUKE_BACKUP_SECRET_KEY: optionalText,
  })
  .superRefine((value, context) => {
    const refuse = (setting: string, message: string) => context.addIssue({ code: 'custom', path: [setting], message });
    if (value.SHUKE_ROOT_KEY !== undefined && value.SHUKE_KEY_COMMAND !== undefined)
      refuse('SHUKE_KEY_COMMAND', 'and SHUKE_ROOT_KEY are two root keys: set only one of them');
    if (!loopbackHosts.has(value.SHUKE_HOST)) {
      if (value.SHUKE_ADMIN_PASSWORD !== undefined && value.SHUKE_ADMIN_PASSWORD.length < 8)
        refuse('SHUKE_ADMIN_PASSWORD', 'must have at least 8 characters when SHUKE_HOST is open to other machines');
      if (value.SHUKE_API_KEY !== undefined && value.SHUKE_API_KEY.length < 16)
        refuse('SHUKE_API_KEY', 'must have at least 16 characters when SHUKE_HOST is open to other machines');
    }
    const oidc = ['SHUKE_OIDC_ISSUER', 'SHUKE_OIDC_CLIENT_ID', 'SHUKE_OIDC_CLIENT_SECRET'] as const;
    if (oidc.some((setting) => value[setting] !== undefined))
      for (const setting of oidc)
        if (value[setting] === undefined) refuse(setting, `is missing: single sign-on needs ${oidc.join(', ')}`);
    if (value.SHUKE_BACKUP_ALSO_TO !== undefined && value.SHUKE_BACKUP_TO === undefined)
      refuse('SHUKE_BACKUP_TO', 'is missing: SHUKE_BACKUP_ALSO_TO is a second place, and needs a first');
    if (value.SHUKE_BACKUP_ALSO_TO !== undefined && value.SHUKE_BACKUP_ALSO_TO === value.SHUKE_BACKUP_TO)
      refuse('SHUKE_BACKUP_ALSO_TO', 'must be another place than SHUKE_BACKUP_TO');
    if ([value.SHUKE_BACKUP_TO, value.SHUKE_BACKUP_ALSO_TO].some((place) => place?.startsWith('s3://')))
      for (const setting of ['SHUKE_BACKUP_KEY_ID', 'SHUKE_BACKUP_SECRET_KEY'] as const)
        if (value[setting] === undefined) refuse(setting, 'is missing: backups to s3:// need a key and its secret');
    const isShared = value.DATABASE_URL !== undefined && value.CLICKHOUSE_URL !== undefined;
    if (value.SHUKE_ROLE !== 'all' && !isShared)
      refuse(
        'SHUKE_ROLE',
        `the role ${value.SHUKE_ROLE} shares its stores with other processes: set DATABASE_URL and CLICKHOUSE_URL, or use the role all`,
      );
    if (value.SHUKE_ROLE !== 'all' && value.SHUKE_CLOCK === 'manual')
      refuse('SHUKE_CLOCK', 'manual needs the role all: time is moved by a call to the very process that decides');
  });

export const settingNames: readonly string[] = Object.keys(settings.shape);

/**
 * The settings of one instance from its environment alone. An empty value counts as not set.
 * Throws a ConfigError that names every faulty setting with its remedy; values are not repeated, they may be secrets.
 */
export function loadConfig(env: Environment): Config {
  const given = Object.fromEntries(settingNames.map((name) => [name, env[name] === '' ? undefined : env[name]]));
  const parsed = settings.safeParse(given);
  if (!parsed.success)
    throw new ConfigError(
      parsed.error.issues.map((issue) => ({ setting: String(issue.path[0]), problem: issue.message })),
    );
  const value = parsed.data;
  return {
    port: value.PORT,
    host: value.SHUKE_HOST,
    proxies: value.SHUKE_PROXY?.split(',').map((one) => one.trim()) ?? [],
    dataFolder: resolve(value.SHUKE_DATA ?? join(projectFolder, 'data')),
    databaseUrl: value.DATABASE_URL,
    clickhouseUrl: value.CLICKHOUSE_URL,
    demo: value.SHUKE_DEMO,
    adminEmail: value.SHUKE_ADMIN_EMAIL,
    adminPassword: value.SHUKE_ADMIN_PASSWORD,
    apiKey: value.SHUKE_API_KEY,
    singleSignOn:
      value.SHUKE_OIDC_ISSUER && value.SHUKE_OIDC_CLIENT_ID && value.SHUKE_OIDC_CLIENT_SECRET
        ? {
            issuer: value.SHUKE_OIDC_ISSUER,
            clientId: value.SHUKE_OIDC_CLIENT_ID,
            clientSecret: value.SHUKE_OIDC_CLIENT_SECRET,
          }
        : undefined,
    internalHosts: value.SHUKE_INTERNAL_HOSTS?.split(',').map((one) => one.trim()) ?? [],
    timeZone: value.SHUKE_TIMEZONE,
    role: value.SHUKE_ROLE,
    clock: value.SHUKE_CLOCK,
    log: value.SHUKE_LOG,
    rateLimits: { perCaller: value.SHUKE_RATE_LIMIT, perAddress: value.SHUKE_RATE_LIMIT_ADDRESS },
    cryptoSuite: value.CRYPTO_SUITE,
    rootKey: value.SHUKE_ROOT_KEY,
    keyCommand: value.SHUKE_KEY_COMMAND,
    backup: {
      to: value.SHUKE_BACKUP_TO,
      alsoTo: value.SHUKE_BACKUP_ALSO_TO,
      at: value.SHUKE_BACKUP_AT,
      keep: value.SHUKE_BACKUP_KEEP,
      endpoint: value.SHUKE_BACKUP_ENDPOINT,
      region: value.SHUKE_BACKUP_REGION,
      keyId: value.SHUKE_BACKUP_KEY_ID,
      secretKey: value.SHUKE_BACKUP_SECRET_KEY,
    },
  };
}

/**
 * Environment over settings file: KEY=VALUE lines in the file named by SHUKE_CONFIG, else in shuke.env of the project.
 * A name the file misspells is refused, or the setting would silently not count.
 */
export function withSettingsFile(env: Environment, defaultFile = join(projectFolder, 'shuke.env')): Environment {
  const file = env['SHUKE_CONFIG'] ? resolve(env['SHUKE_CONFIG']) : defaultFile;
  if (!existsSync(file)) {
    if (!env['SHUKE_CONFIG']) return env;
    throw new ConfigError([
      { setting: 'SHUKE_CONFIG', problem: `the file ${file} does not exist: create it or unset SHUKE_CONFIG` },
    ]);
  }
  const fromFile = parseEnv(readFileSync(file, 'utf8'));
  const unknown = Object.keys(fromFile).filter((name) => !settingNames.includes(name));
  if (unknown.length > 0)
    throw new ConfigError(
      unknown.map((name) => ({
        setting: name,
        problem: `is not a setting (in ${file}); there are ${settingNames.join(', ')}`,
      })),
    );
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  return { ...fromFile, ...set };
}

/** Where the root key of this instance is. */
export const rootKeySettings = ({ dataFolder, rootKey, keyCommand, cryptoSuite }: Config): RootKeySettings => ({
  dataFolder,
  rootKey,
  keyCommand,
  suite: cryptoSuite,
});

/** The configuration of this process; with faulty settings it prints every problem and exits with status 2. */
export function readConfig(env: Environment = process.env): Config {
  try {
    return loadConfig(withSettingsFile(env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

function isUrl(text: string, protocols: readonly string[]): boolean {
  // A URL with a Unix socket has no host (postgres://user@/db?host=/run), which URL alone does not take.
  const url = URL.parse(text) ?? URL.parse(text.replace('@/', '@localhost/'));
  return url !== null && protocols.includes(url.protocol);
}

function isLoopbackUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'http:' && loopbackHosts.has(url.hostname.replaceAll(/[[\]]/g, ''));
}

function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  return version !== 0 && isRange && more.length === 0;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
