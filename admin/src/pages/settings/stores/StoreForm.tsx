import { describeStore, listPlaces, listStores, type Store } from '@shuke/contract';
import { AutoComplete, Input } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { Field } from '../../../components/Field.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart, useMessages } from '../../../languages/language.tsx';
import { storeWords } from '../../../messages/apart.ts';

interface Props {
  /** Null for one that nothing was heard of yet. */
  store: Store | null;
  /** What was named before, to be chosen again. */
  known: { region: string[]; brand: string[] };
  onClose: () => void;
}

const NAME_LIMIT = 40;

/** Of which region and brand a store is. */
export function StoreForm({ store, known, onClose }: Props) {
  const { common } = useMessages();
  const words = useApart(storeWords);
  const notices = useNotices();
  const save = useWrite(describeStore, [listStores, listPlaces], onClose);
  const [draft, setDraft] = useState({
    name: store?.name ?? '',
    region: store?.region ?? '',
    brand: store?.brand ?? '',
  });
  const [isMissing, setMissing] = useState(false);
  const set = (changes: Partial<typeof draft>) => {
    setDraft({ ...draft, ...changes });
    setMissing(false);
    if (save.isError) save.reset();
  };
  const faults = isMissing ? { name: words.missing } : {};
  const onSubmit = () => {
    const name = draft.name.trim();
    setMissing(name === '');
    if (name === '') return;
    const [region, brand] = [draft.region.trim() || null, draft.brand.trim() || null];
    save.mutate(
      { body: { name, region, brand } },
      {
        onSuccess: () => {
          notices.good(words.saved);
          onClose();
        },
      },
    );
  };
  return (
    <FormDrawer
      title={store === null ? words.add : words.editTitle(store.name)}
      size={420}
      action={common.save}
      write={save}
      faults={faults}
      object={store === null ? undefined : `store:${store.name}`}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      {store === null ? (
        <Field label={words.field.name} hint={words.nameHint} fault={faults.name}>
          {(props) => (
            <Input
              {...props}
              autoFocus
              maxLength={NAME_LIMIT}
              value={draft.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {(['region', 'brand'] as const).map((part) => (
        <Field key={part} label={words.field[part]}>
          {(props) => (
            <AutoComplete
              {...props}
              aria-label={words.field[part]}
              options={known[part].map((value) => ({ value }))}
              showSearch={{ filterOption: (typed, option) => String(option?.value).includes(typed) }}
              value={draft[part]}
              onChange={(value: string) => set({ [part]: value.slice(0, NAME_LIMIT) })}
            />
          )}
        </Field>
      ))}
    </FormDrawer>
  );
}
