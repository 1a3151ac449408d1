import { Button, Select } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { limitText } from '../../format/limits.ts';
import { useApart, useMessages } from '../../languages/language.tsx';
import { figureStoreWords, storeWords } from '../../messages/apart.ts';

interface Props {
  known: readonly string[];
  of: readonly string[];
  onChoose: (of: readonly string[]) => void;
}

/** The form behind the picker: it changes the address only when applied. */
export function StoreChoice({ known, of, onChoose }: Props) {
  const { home } = useMessages();
  const words = useApart(figureStoreWords);
  const { limit } = useApart(storeWords);
  const [draft, setDraft] = useState([...of]);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    onChoose(draft);
  };
  return (
    <form className="stack period-form" onSubmit={onSubmit}>
      <label>
        {words.field}
        <Select<string[]>
          mode="multiple"
          virtual={false}
          aria-label={words.field}
          placeholder={words.all}
          showSearch={{ optionFilterProp: 'label' }}
          options={[...new Set([...known, ...draft])].map((one) => ({
            value: one,
            label: limitText(one, limit),
          }))}
          value={draft}
          onChange={setDraft}
        />
      </label>
      <div className="row">
        <Button type="primary" htmlType="submit">
          {home.apply}
        </Button>
        {of.length > 0 ? <Button onClick={() => onChoose([])}>{words.all}</Button> : null}
      </div>
    </form>
  );
}
