import { Button, Select } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { limitText } from '../../format/limits.ts';
import { useMessages } from '../../languages/language.tsx';

interface Props {
  known: readonly string[];
  of: readonly string[];
  onChoose: (of: readonly string[]) => void;
}

/** The form behind the picker: it changes the address only when applied. */
export function StoreChoice({ known, of, onChoose }: Props) {
  const { home, common } = useMessages();
  const [draft, setDraft] = useState([...of]);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    onChoose(draft);
  };
  return (
    <form className="stack period-form" onSubmit={onSubmit}>
      <label>
        {home.stores.field}
        <Select<string[]>
          mode="multiple"
          virtual={false}
          aria-label={home.stores.field}
          placeholder={home.stores.all}
          showSearch={{ optionFilterProp: 'label' }}
          options={[...new Set([...known, ...draft])].map((one) => ({
            value: one,
            label: limitText(one, common.limit),
          }))}
          value={draft}
          onChange={setDraft}
        />
      </label>
      <div className="row">
        <Button type="primary" htmlType="submit">
          {home.apply}
        </Button>
        {of.length > 0 ? <Button onClick={() => onChoose([])}>{home.stores.all}</Button> : null}
      </div>
    </form>
  );
}
