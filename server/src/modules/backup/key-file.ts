import {
  type KeyRing,
  type KeyRow,
  RootKeyError,
  type RootKeySettings,
  openKeyRing,
  openRootKey,
  suites,
} from '../../platform/crypto/index.ts';
import type { Target } from './target.ts';

export const KEY_FILE = 'keys.json';

/** What lies in clear in a target: data keys, wrapped under the root key, which is never there. */
interface KeyFile {
  /** Tells one shop from another, and nothing else. */
  readonly shop: string;
  readonly keys: readonly (Omit<KeyRow, 'wrapped'> & { readonly wrapped: string })[];
}

/** The same for as long as a shop lives: the first version of a key stays, also when it is retired. */
function shopOf(ring: KeyRing): string {
  const { suite, secret } = ring.version('backup', 1);
  return suites[suite.name].mac(suites[suite.name].derive(secret, 'backup/shop', 1), '').toString('hex');
}

async function readKeyFile(target: Target): Promise<KeyFile | undefined> {
  const bytes = await target.read(KEY_FILE);
  if (!bytes) return undefined;
  try {
    return JSON.parse(bytes.toString()) as KeyFile;
  } catch {
    throw new Error(`${KEY_FILE} in ${target.name} is damaged: put it back, or make backups somewhere else.`);
  }
}

/** Refuses a target in which another shop has its backups. */
export async function mustBeOurs(target: Target, ring: KeyRing): Promise<void> {
  const file = await readKeyFile(target);
  if (file && file.shop !== shopOf(ring))
    throw new Error(
      `${target.name} has the backups of another Shuke: give this one a folder or prefix of its own with SHUKE_BACKUP_TO or SHUKE_BACKUP_ALSO_TO.`,
    );
}

/** Replaces the keys that lie in the target: there are only ever more of them. */
export async function writeKeyFile(target: Target, ring: KeyRing, rows: readonly KeyRow[]): Promise<void> {
  const keys = rows.map((row) => ({ ...row, wrapped: Buffer.from(row.wrapped).toString('base64') }));
  const file: KeyFile = { shop: shopOf(ring), keys };
  await target.write(KEY_FILE, Buffer.from(JSON.stringify(file)));
}

/** The data keys of a target, opened with the root key of the settings. Throws `RootKeyError`. */
export async function openKeyFile(
  target: Target,
  settings: RootKeySettings,
): Promise<{ ring: KeyRing; rows: readonly KeyRow[] }> {
  const file = await readKeyFile(target);
  if (!file) throw new Error(`There is no backup in ${target.name}: check SHUKE_BACKUP_TO.`);
  const root = openRootKey(settings, { mayMake: false });
  const rows = file.keys.map((row) => ({ ...row, wrapped: Buffer.from(row.wrapped, 'base64') }));
  try {
    return { ring: await openKeyRing(root, rows), rows };
  } catch (error) {
    if (!(error instanceof RootKeyError)) throw error;
    throw new RootKeyError(`The backups in ${target.name} cannot be opened. ${error.message}`);
  }
}
