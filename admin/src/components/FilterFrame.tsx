import { Button } from 'antd';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useMessages } from '../languages/language.tsx';
import { Popover } from './Popover.tsx';
import './tables.css';

interface Props<View> {
  view: View;
  onApply: (view: View) => void;
  /** The fields, over what is chosen but not applied yet. */
  children: (draft: View, set: (changes: Partial<View>) => void) => ReactNode;
}

/** The form behind “add filter”: it changes the URL only when applied. */
export function FilterFrame<View extends object>({ view, onApply, children }: Props<View>) {
  const { members } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const apply = (next: View) => {
    setOpen(false);
    onApply(next);
  };
  return (
    <Popover label={members.addFilter} text={members.addFilter} align="start" isOpen={isOpen} onOpen={setOpen}>
      <FilterForm view={view} onApply={apply}>
        {children}
      </FilterForm>
    </Popover>
  );
}

/** Begins from what is applied, each time it is opened. */
function FilterForm<View extends object>({ view, onApply, children }: Props<View>) {
  const { home } = useMessages();
  const [draft, setDraft] = useState(view);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    onApply(draft);
  };
  return (
    <form className="filter-form" onSubmit={onSubmit}>
      {children(draft, (changes) => setDraft({ ...draft, ...changes }))}
      <Button type="primary" htmlType="submit" className="wide">
        {home.apply}
      </Button>
    </form>
  );
}
