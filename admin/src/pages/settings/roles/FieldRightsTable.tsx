import { coversRight, isOpenField, listAttributes, rightOf, type FieldRights, type Sight } from '@shuke/contract';
import { Checkbox, Select } from 'antd';
import { useAnswer } from '../../../api/use.ts';
import { useApart, useWords } from '../../../languages/language.tsx';
import { fieldRightWords } from '../../../messages/apart.ts';
import { useMay } from '../../../session.tsx';
import { changed, rowsOf, sightsOf } from './field-rights.ts';

/** What fields and what is seen of them are called; custom fields as the shop has named them. */
export function useFieldNames() {
  const words = useApart(fieldRightWords);
  const { language } = useWords();
  const mayRead = useMay()('members.read');
  const classed = useAnswer(listAttributes, {}, { enabled: mayRead }).data?.items ?? [];
  return {
    codes: classed.map(({ code }) => code),
    /** Shown to whoever sees the member, unless a role says otherwise. */
    isOrdinary: (field: string) =>
      classed.some((one) => one.class === 'ordinary' && field === `attributes.${one.code}`),
    fieldName(field: string): string {
      const code = field.startsWith('attributes.') ? field.slice('attributes.'.length) : undefined;
      if (code === undefined) return words.fields[field as keyof typeof words.fields] ?? field;
      const known = classed.find((one) => one.code === code);
      return (language === 'en' ? (known?.nameEn ?? known?.name) : known?.name) ?? code;
    },
    sightName: (field: string, sees: Sight) =>
      sees === 'reveal' && isOpenField(field) ? words.shownOnAsking : words.sights[sees].name,
  };
}

interface Props {
  rights: FieldRights;
  /** What whoever fills it in may give, and whether they give what is in clear. */
  mine: FieldRights;
  givesClear: boolean;
  isFixed: boolean;
  onChange: (rights: FieldRights) => void;
}

/** What does the role see of each field of a member, and does it edit it? */
export function FieldRightsTable({ rights, mine, givesClear, isFixed, onChange }: Props) {
  const words = useApart(fieldRightWords);
  const { codes, isOrdinary, fieldName, sightName } = useFieldNames();
  const gives = (field: string, sees: Sight, edits: boolean) => coversRight(mine, field, { sees, edits }, givesClear);
  const fields = rowsOf([rights], codes);
  const isGreyed =
    !isFixed && !fields.every((field) => sightsOf(field).every((one) => gives(field, one, one !== 'hidden')));
  return (
    <section className="field-rights" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p className="faint">
        {words.hint} {words.hintReveal}
      </p>
      {isGreyed ? <p className="faint">{words.someNotYours}</p> : null}
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{words.column.field}</th>
            <th scope="col">{words.column.sees}</th>
            <th scope="col">{words.column.edits}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => {
            const isUsual = rights[field] === undefined && rights['attributes'] === undefined;
            const named = rightOf(rights, field);
            const right = isUsual && isOrdinary(field) ? { ...named, sees: 'clear' as const } : named;
            const name = fieldName(field);
            const isHidden = right.sees === 'hidden';
            return (
              <tr key={field}>
                <th scope="row">{name}</th>
                <td>
                  <Select
                    size="small"
                    aria-label={words.seesOf(name)}
                    disabled={isFixed}
                    popupMatchSelectWidth={false}
                    options={sightsOf(field).map((value) => ({
                      value,
                      label: sightName(field, value),
                      title: words.sights[value].means,
                      disabled: !gives(field, value, false),
                    }))}
                    value={right.sees}
                    onChange={(sees) => onChange(changed(rights, field, { ...right, sees }))}
                  />
                </td>
                <td>
                  <Checkbox
                    aria-label={words.editsOf(name)}
                    checked={right.edits}
                    disabled={isFixed || isHidden || !gives(field, 'hidden', true)}
                    onChange={(event) => onChange(changed(rights, field, { ...right, edits: event.target.checked }))}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
