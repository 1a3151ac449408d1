import type pg from 'pg';
import { type Engine, type Keyed, decideOne, input, turnModule } from '../../engine/index.ts';
import type { Actor } from '../../platform/http.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { Problem } from '../../platform/problem.ts';
import { type Export, exportsAsked } from './approvals-store.ts';

declare module '../../engine/input.ts' {
  interface Inputs {
    'export.ask': Pick<Export, 'caller' | 'address' | 'rows'> & { readonly reason?: string };
    'export.take': Pick<Export, 'id' | 'caller' | 'address'>;
  }
}

const TAKEN_WITHIN_MS = 24 * 3_600_000;

/** Where the file of an export is taken from. */
export const exportAddress = ({ id, address }: Pick<Export, 'id' | 'address'>): string =>
  `${address}${address.includes('?') ? '&' : '?'}export=${id}`;

/** Which files may be taken away, by whom. */
export const exportsModule = turnModule({
  name: 'exports',
  collections: [exportsAsked],
  inputs: {
    'export.ask': {
      weigh: (_, { rows }) => rows,
      decide(scope, { caller, address, rows }) {
        const id = scope.newId();
        const expiresAt = scope.now + TAKEN_WITHIN_MS;
        scope.set(exportsAsked, id, { id, caller, address, rows, expiresAt, takenAt: null });
        return { id, address: exportAddress({ id, address }) };
      },
    },
    'export.take': {
      needs: ({ id }) => [[exportsAsked, id]],
      decide(scope, { id, caller, address }) {
        const found = scope.get(exportsAsked, id);
        const isGood = found?.caller === caller && found.address === address;
        if (!isGood || found.takenAt !== null || found.expiresAt <= scope.now)
          throw new Problem(
            'export.spent',
            'This file was taken already, is older than a day, or was asked for by somebody else or with other filters. Ask for it anew.',
          );
        scope.set(exportsAsked, id, { ...found, takenAt: scope.now });
        return null;
      },
    },
  },
});

interface Wanted {
  readonly path: string;
  /** The filters, without the id of an export. */
  readonly filter: Readonly<Record<string, unknown>>;
  readonly by: Actor;
  /** Why it is wanted, for the trail. */
  readonly reason?: string | undefined;
  rows(): Promise<number>;
}

/** The same filters give the same address, in whatever order they come. */
function addressOf({ path, filter }: Pick<Wanted, 'path' | 'filter'>): string {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
  query.sort();
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Files that are taken away, under approval where the shop asks for it. Every export of personal data goes through here. */
export function openExports({ pool, engine }: { readonly pool: pg.Pool; readonly engine: Engine }) {
  return {
    /** Answers where the file is taken from; what waits for approval is thrown as Deferred. */
    async ask(wanted: Wanted, keyed: Keyed): Promise<{ address: string }> {
      const { reason } = wanted;
      const named = { caller: wanted.by.id, address: addressOf(wanted), rows: await wanted.rows() };
      const asked = reason === undefined ? named : { ...named, reason };
      const { address } = await decideOne<{ address: string }>(
        engine,
        input('export.ask', asked, { ...keyed, by: wanted.by }),
      );
      return { address };
    },
    /** Lets a file be taken: once for each time it was asked for, or freely while no rule asks and it need not be asked for first. */
    async mustTake(wanted: Wanted, id: string | undefined, isAskedFirst = false): Promise<void> {
      if (id !== undefined)
        return decideOne(
          engine,
          input('export.take', { id: Number(id), caller: wanted.by.id, address: addressOf(wanted) }),
        );
      if (isAskedFirst)
        throw new Problem(
          'export.spent',
          `This file is asked for with a reason. Ask for it anew with POST ${wanted.path}, and take it from the address that is answered.`,
        );
      const [rule] = await rowsOf<{ from: string }>(
        pool,
        `select from_weight as "from" from access.approval_rule where kind = 'members.export' and approvers > 0`,
      );
      if (rule && (await wanted.rows()) >= Number(rule.from))
        throw new Problem(
          'approval.needed',
          `Exports are under approval here: ask for it with POST ${wanted.path}, and take the file from the address that it answers.`,
        );
    },
  };
}

export type ExportDesk = ReturnType<typeof openExports>;
