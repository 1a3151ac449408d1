import { genders } from '@shuke/contract';
import { Button, InputNumber } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { DayRange } from '../../components/DayRange.tsx';
import { Popover } from '../../components/Popover.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useChannelName } from '../../components/use-names.ts';
import { usePlaces, useShop } from '../../components/use-shop.ts';
import { minorDigits } from '../../format/format.ts';
import { useMessages } from '../../languages/language.tsx';
import type { MembersView } from '../../paths.ts';

/** The form behind “add filter”: it changes the URL only when applied. */
export function MemberFilters({ view, onApply }: { view: MembersView; onApply: (view: MembersView) => void }) {
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

function FilterForm({ view, onApply }: { view: MembersView; onApply: (view: MembersView) => void }) {
  const { members, common, home } = useMessages();
  const { field } = members;
  const { tiers, currency } = useShop();
  const { channels, stores } = usePlaces();
  const channelName = useChannelName();
  const [draft, setDraft] = useState(view);
  const set = (changes: MembersView) => setDraft({ ...draft, ...changes });
  const unit = 10 ** minorDigits(currency);

  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    onApply(draft);
  };
  return (
    <form className="filter-form" onSubmit={onSubmit}>
      <SelectField
        label={field.tier}
        value={draft.tier}
        options={tiers.map((tier) => ({ value: tier.code, label: tier.name }))}
        onChange={(tier) => set({ tier })}
      />
      <SelectField
        label={field.gender}
        value={draft.gender}
        options={genders.map((gender) => ({ value: gender, label: common.genders[gender] }))}
        onChange={(gender) => set({ gender })}
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
        {`${field.minSpent} ${members.atLeast}`}
        <InputNumber<number>
          min={0}
          suffix={currency}
          style={{ width: '100%' }}
          value={draft.minSpentMinor === undefined ? null : Number(draft.minSpentMinor) / unit}
          onChange={(amount) => set({ minSpentMinor: amount === null ? undefined : String(Math.round(amount * unit)) })}
        />
      </label>
      <label>
        {`${field.minPoints} ${members.atLeast}`}
        <InputNumber<number>
          min={0}
          precision={0}
          style={{ width: '100%' }}
          value={draft.minPoints === undefined ? null : Number(draft.minPoints)}
          onChange={(points) => set({ minPoints: points === null ? undefined : String(points) })}
        />
      </label>
      <DayRange
        legend={field.joined}
        from={draft.joinedFrom}
        to={draft.joinedTo}
        onChange={(joinedFrom, joinedTo) => set({ joinedFrom, joinedTo })}
      />
      <DayRange
        legend={field.lastOrder}
        from={draft.lastOrderFrom}
        to={draft.lastOrderTo}
        onChange={(lastOrderFrom, lastOrderTo) => set({ lastOrderFrom, lastOrderTo })}
      />
      <Button type="primary" htmlType="submit" className="wide">
        {home.apply}
      </Button>
    </form>
  );
}
