import { genders } from '@shuke/contract';
import { InputNumber } from 'antd';
import { DayRange } from '../../components/DayRange.tsx';
import { FilterFrame } from '../../components/FilterFrame.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useChannelName } from '../../components/use-names.ts';
import { useTags } from '../../components/use-tags.ts';
import { usePlaces, useShop } from '../../components/use-shop.ts';
import { minorDigits } from '../../format/format.ts';
import { useMessages } from '../../languages/language.tsx';
import type { MembersView } from '../../paths.ts';

export function MemberFilters({ view, onApply }: { view: MembersView; onApply: (view: MembersView) => void }) {
  return (
    <FilterFrame view={view} onApply={onApply}>
      {(draft, set) => <Fields draft={draft} set={set} />}
    </FilterFrame>
  );
}

function Fields({ draft, set }: { draft: MembersView; set: (changes: MembersView) => void }) {
  const { members, common } = useMessages();
  const { field } = members;
  const { tiers, currency } = useShop();
  const { channels, stores } = usePlaces();
  const channelName = useChannelName();
  const { tags, tagName } = useTags();
  const unit = 10 ** minorDigits(currency);
  return (
    <>
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
      {tags.length === 0 && draft.tag === undefined ? null : (
        <SelectField
          label={field.tag}
          value={draft.tag}
          options={tags.map(({ code }) => ({ value: code, label: tagName(code) }))}
          onChange={(tag) => set({ tag })}
        />
      )}
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
    </>
  );
}
