import { shownStatuses } from '@shuke/contract';
import { Input } from 'antd';
import { DayRange } from '../../components/DayRange.tsx';
import { FilterFrame } from '../../components/FilterFrame.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useChannelName } from '../../components/use-names.ts';
import { usePlaces } from '../../components/use-shop.ts';
import { useMessages } from '../../languages/language.tsx';
import type { OrdersView } from '../../paths.ts';

export function OrderFilters({ view, onApply }: { view: OrdersView; onApply: (view: OrdersView) => void }) {
  return (
    <FilterFrame view={view} onApply={onApply}>
      {(draft, set) => <Fields draft={draft} set={set} />}
    </FilterFrame>
  );
}

function Fields({ draft, set }: { draft: OrdersView; set: (changes: OrdersView) => void }) {
  const { orders } = useMessages();
  const { field } = orders;
  const { channels, stores } = usePlaces();
  const channelName = useChannelName();
  return (
    <>
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
    </>
  );
}
