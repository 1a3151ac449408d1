import { shownStatuses } from '@shuke/contract';
import { Button, Input } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { DayRange } from '../../components/DayRange.tsx';
import { Popover } from '../../components/Popover.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useChannelName } from '../../components/use-names.ts';
import { usePlaces } from '../../components/use-shop.ts';
import { useMessages } from '../../languages/language.tsx';
import type { OrdersView } from '../../paths.ts';

export function OrderFilters({ view, onApply }: { view: OrdersView; onApply: (view: OrdersView) => void }) {
  const { members } = useMessages();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover label={members.addFilter} text={members.addFilter} align="start" isOpen={isOpen} onOpen={setOpen}>
      <FilterForm
        view={view}
        onApply={(next) => {
          setOpen(false);
          onApply(next);
        }}
      />
    </Popover>
  );
}

function FilterForm({ view, onApply }: { view: OrdersView; onApply: (view: OrdersView) => void }) {
  const { orders, home } = useMessages();
  const { field } = orders;
  const { channels, stores } = usePlaces();
  const channelName = useChannelName();
  const [draft, setDraft] = useState(view);
  const set = (changes: OrdersView) => setDraft({ ...draft, ...changes });
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    onApply(draft);
  };
  return (
    <form className="filter-form" onSubmit={onSubmit}>
      <SelectField
        label={field.status}
        value={draft.status}
        options={shownStatuses.map((status) => ({ value: status, label: orders.statuses[status] }))}
        onChange={(status) => set({ status })}
      />
      <SelectField
        label={field.channel}
        value={draft.channel}
        options={channels.map((channel) => ({ value: channel, label: channelName(channel) }))}
        onChange={(channel) => set({ channel })}
      />
      <SelectField
        label={field.store}
        value={draft.store}
        options={stores.map((store) => ({ value: store, label: store }))}
        onChange={(store) => set({ store })}
      />
      <label>
        {field.sku}
        <Input maxLength={100} value={draft.sku ?? ''} onChange={(event) => set({ sku: event.target.value })} />
      </label>
      <DayRange legend={field.placed} from={draft.from} to={draft.to} onChange={(from, to) => set({ from, to })} />
      <Button type="primary" htmlType="submit" className="wide">
        {home.apply}
      </Button>
    </form>
  );
}
