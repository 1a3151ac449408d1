import type { ImportMapping } from '@shuke/contract';
import { Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useApart } from '../../languages/language.tsx';
import { importWords } from '../../messages/apart.ts';

const currencies = ['CNY', 'GBP', 'USD', 'EUR', 'HKD', 'TWD', 'JPY', 'SGD', 'MYR', 'THB', 'AUD', 'CAD'];
const zones = Intl.supportedValuesOf('timeZone');

/** What the file itself cannot tell. */
export function MappingSettings({
  mapping,
  onChange,
}: {
  mapping: ImportMapping;
  onChange: (mapping: ImportMapping) => void;
}) {
  const imports = useApart(importWords);
  const words = imports.settings;
  const set = (changes: Partial<ImportMapping>) => onChange({ ...mapping, ...changes });
  const optionsOf = <V extends string>(titles: Record<V, string>) =>
    (Object.keys(titles) as V[]).map((value) => ({ value, label: titles[value] }));

  const field = (title: string, hint: string, control: ReactNode) => (
    <label key={title}>
      {title}
      {control}
      <span className="faint">{hint}</span>
    </label>
  );
  const codes = (title: string, hint: string, name: 'shippingSkus' | 'feeSkus' | 'creditSkus') =>
    field(
      title,
      hint,
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        aria-label={title}
        placeholder={words.listHint}
        tokenSeparators={[',', '，', ' ']}
        value={mapping[name]}
        onChange={(value: string[]) => set({ [name]: value })}
      />,
    );

  return (
    <section className="card">
      <header>
        <h2>{imports.settingsTitle}</h2>
      </header>
      <div className="mapping-settings">
        {field(
          words.currency,
          '',
          <Select
            showSearch
            aria-label={words.currency}
            options={[...new Set([mapping.currency, ...currencies])].map((value) => ({ value, label: value }))}
            value={mapping.currency}
            onChange={(currency) => set({ currency })}
          />,
        )}
        {field(
          words.channel,
          words.channelHint,
          <Input maxLength={40} value={mapping.channel} onChange={(event) => set({ channel: event.target.value })} />,
        )}
        {field(
          words.memberKind,
          '',
          <Select
            aria-label={words.memberKind}
            options={optionsOf(words.memberKinds)}
            value={mapping.memberKind}
            onChange={(memberKind) => set({ memberKind })}
          />,
        )}
        {field(
          words.timezone,
          words.timezoneHint,
          <Select
            showSearch
            aria-label={words.timezone}
            options={zones.map((value) => ({ value, label: value }))}
            value={mapping.timezone}
            onChange={(timezone) => set({ timezone })}
          />,
        )}
        {field(
          words.dateOrder,
          words.dateOrderHint,
          <Select
            aria-label={words.dateOrder}
            options={optionsOf(words.dateOrders)}
            value={mapping.dateOrder}
            onChange={(dateOrder) => set({ dateOrder })}
          />,
        )}
        {field(
          words.store,
          '',
          <Input
            maxLength={40}
            value={mapping.store ?? ''}
            onChange={(event) => set({ store: event.target.value || undefined })}
          />,
        )}
        {codes(words.shippingSkus, words.shippingHint, 'shippingSkus')}
        {codes(words.feeSkus, words.feeHint, 'feeSkus')}
        {codes(words.creditSkus, words.creditHint, 'creditSkus')}
      </div>
    </section>
  );
}
