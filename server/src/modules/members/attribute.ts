import type { Attribute } from '@shuke/contract';
import { type Reader, type Scope, collection, fieldChanges } from '../../engine/index.ts';
import { textArray } from '../../platform/binary-arrays.ts';
import { Problem } from '../../platform/problem.ts';
import { type Queryable, rowsOf } from '../../platform/postgres.ts';
import type { Personal } from './sealing.ts';
import { isGone } from './withdrawal.ts';

export type Values = Personal['attributes'];

/** The fields that the shop has classed, under the one key there is. */
export const attributes = collection<'all', readonly Attribute[]>({
  name: 'members.attribute',
  keep: 1,
  load: async (db) => [['all', await readAttributes(db)]],
  audited: (_, before = [], after) =>
    after.flatMap((one) => {
      const was = before.find(({ code }) => code === one.code);
      return was === one ? [] : fieldChanges(`attribute:${one.code}`, was, one, ['name', 'nameEn', 'type', 'class']);
    }),
  save: (changed) => {
    const rows = changed.flatMap(([, all]) => all);
    return [
      {
        name: 'save members.attribute',
        text: `insert into members.attribute (code, name, name_en, type, class) select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
          on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, class = excluded.class`,
        values: [
          textArray(rows.map((row) => row.code)),
          textArray(rows.map((row) => row.name)),
          textArray(rows.map((row) => row.nameEn)),
          textArray(rows.map((row) => row.type)),
          textArray(rows.map((row) => row.class)),
        ],
      },
    ];
  },
});

export const readAttributes = (db: Queryable): Promise<Attribute[]> =>
  rowsOf<Attribute>(db, 'select code, name, name_en as "nameEn", type, class from members.attribute order by code', []);

export type IsFieldAssessed = (read: Reader, code: string) => boolean;

/** Names and classes a field; what it holds stays of the type that was chosen first, and it is classed sensitive only after an assessment. */
export const saveAttribute =
  (isAssessed: IsFieldAssessed) =>
  (scope: Scope, asked: Attribute): Attribute => {
    const all = scope.get(attributes, 'all') ?? [];
    const before = all.find(({ code }) => code === asked.code);
    if (before && before.type !== asked.type)
      throw new Problem(
        'attribute.type',
        `${asked.code} holds ${before.type}. A field of another type needs another code.`,
        {
          faults: [{ field: 'type', message: `must stay ${before.type}` }],
        },
      );
    if (asked.class === 'sensitive' && before?.class !== 'sensitive' && !isAssessed(scope, asked.code))
      throw new Problem(
        'attribute.assessment',
        `${asked.code} was not assessed. Record an assessment about sensitive data that names the field and found it acceptable, with POST /api/privacy/assessments.`,
        { faults: [{ field: 'class', message: 'needs an assessment that names the field and found it acceptable' }] },
      );
    scope.set(attributes, 'all', [...all.filter((one) => one !== before), asked]);
    return asked;
  };

const isSensitive = (all: readonly Attribute[], code: string): boolean =>
  all.some((one) => one.code === code && one.class === 'sensitive');

/** Values by the class of their field; null clears, wherever a value stands. Refuses what is of another type than its field. */
export function sortValues(read: Reader, values: Values): Pick<Personal, 'attributes' | 'sensitive'> {
  const all = read.get(attributes, 'all') ?? [];
  for (const [code, value] of Object.entries(values)) {
    const type = all.find((one) => one.code === code)?.type;
    const given = typeof value === 'string' ? 'text' : typeof value;
    if (type !== undefined && value !== null && !isGone(value) && given !== type)
      throw new Problem('attribute.type', `${code} holds ${type}, not ${given}. Send ${type}, or null to clear it.`, {
        faults: [{ field: `attributes.${code}`, message: `must be ${type}` }],
      });
  }
  const picked = (isWanted: (code: string, value: unknown) => boolean): Values =>
    Object.fromEntries(Object.entries(values).filter(([code, value]) => isWanted(code, value)));
  return {
    attributes: picked((code, value) => value === null || !isSensitive(all, code)),
    sensitive: picked((code, value) => value === null || isSensitive(all, code)),
  };
}

/** Every field that is sensitive now, and those in which a member told something as such. */
export const sensitiveCodes = (read: Reader, { sensitive }: Personal): string[] => {
  const all = read.get(attributes, 'all') ?? [];
  return [
    ...new Set([
      ...Object.keys(sensitive),
      ...all.filter(({ code }) => isSensitive(all, code)).map(({ code }) => code),
    ]),
  ];
};

/** A member's values by the class that their fields have now. */
export function valuesByClass(all: readonly Attribute[], { attributes: told, sensitive }: Personal) {
  const classOf = (code: string) => all.find((one) => one.code === code)?.class ?? 'personal';
  const of = (wanted: Attribute['class'], values: Values): Values =>
    Object.fromEntries(Object.entries(values).filter(([code]) => classOf(code) === wanted));
  return {
    attributes: of('personal', told),
    ordinaryAttributes: of('ordinary', told),
    // What was told as sensitive stays so whatever its field is classed later.
    sensitiveAttributes: { ...of('sensitive', told), ...sensitive },
  };
}
