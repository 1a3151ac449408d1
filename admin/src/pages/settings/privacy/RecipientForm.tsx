import {
  changeRecipient,
  type DataKind,
  dataKinds,
  draftNotice,
  getDataRegister,
  isCountry,
  listAudit,
  listRecipients,
  recordRecipient,
  recipientRoles,
  transferWays,
  type Recipient,
  type RecipientRole,
  type TransferWay,
} from '@shuke/contract';
import { Checkbox, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useWrite } from '../../../api/use.ts';
import { Choice } from '../../../charts/Choice.tsx';
import { Field } from '../../../components/Field.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { centreWords, handlingWords } from '../../../messages/apart.ts';
import { TextField } from './TextField.tsx';

const required = ['name', 'contact', 'purpose'] as const;
type Faults = Partial<Record<(typeof required)[number] | 'data' | 'transfer' | 'contractUntil', string>>;
const orNull = (value: string) => (value.trim() === '' ? null : value.trim());

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

/** Every country by its name, the mainland and its neighbours first. */
function useCountries() {
  const { language } = useFormat();
  const { mainland } = useApart(handlingWords).recipients;
  return useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'region' });
    const near = ['CN', 'HK', 'MO', 'TW'];
    const others = letters.flatMap((one) => letters.map((other) => one + other)).filter(isCountry);
    const named = (code: string) => ({ value: code, label: code === 'CN' ? mainland : (names.of(code) ?? code) });
    return [
      ...near.map(named),
      ...others
        .filter((code) => !near.includes(code))
        .map(named)
        .toSorted((one, other) => one.label.localeCompare(other.label, language)),
    ];
  }, [language, mainland]);
}

/** Records somebody who gets personal data, or tells it better. */
export function RecipientForm({ before, onClose }: { before: Recipient | null; onClose: () => void }) {
  const { recipients: words } = useApart(handlingWords);
  const { data: kinds } = useApart(centreWords).incidents;
  const notices = useNotices();
  const countries = useCountries();
  const touched = [listRecipients, draftNotice, getDataRegister, listAudit];
  const record = useWrite(recordRecipient, touched);
  const change = useWrite(changeRecipient, touched);
  const write = before === null ? record : change;
  const [draft, setDraft] = useState({
    name: before?.name ?? '',
    contact: before?.contact ?? '',
    purpose: before?.purpose ?? '',
    purposeEn: before?.purposeEn ?? '',
    data: before?.data ?? ([] as DataKind[]),
    role: before?.role ?? ('entrusted' satisfies RecipientRole as RecipientRole),
    country: before?.country ?? 'CN',
    transfer: before?.transfer ?? null,
    contractFrom: before?.contractFrom ?? '',
    contractUntil: before?.contractUntil ?? '',
    isEnded: before?.isEnded ?? false,
  });
  const [faults, setFaults] = useState<Faults>({});
  const set = (changes: Partial<typeof draft>) => {
    setDraft({ ...draft, ...changes });
    setFaults({});
    if (write.isError) write.reset();
  };
  const onSubmit = () => {
    const [contractFrom, contractUntil] = [orNull(draft.contractFrom), orNull(draft.contractUntil)];
    const isWrong: Record<keyof Required<Faults>, boolean> = {
      name: draft.name.trim() === '',
      contact: draft.contact.trim() === '',
      purpose: draft.purpose.trim() === '',
      data: draft.data.length === 0,
      transfer: draft.country !== 'CN' && draft.transfer === null,
      contractUntil: contractFrom !== null && contractUntil !== null && contractUntil < contractFrom,
    };
    const wrong = (Object.keys(isWrong) as (keyof Required<Faults>)[]).filter((one) => isWrong[one]);
    setFaults(Object.fromEntries(wrong.map((one) => [one, words.fault[one]])));
    if (wrong.length > 0) return;
    const body = { ...draft, purposeEn: orNull(draft.purposeEn), contractFrom, contractUntil };
    const onSuccess = () => {
      notices.good(words.saved);
      onClose();
    };
    if (before === null) record.mutate({ body }, { onSuccess });
    else change.mutate({ params: { id: before.id }, body }, { onSuccess });
  };
  return (
    <FormDrawer
      title={before === null ? words.record : words.changeOne(before.name)}
      size={560}
      action={words.save}
      write={write}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <TextField
        label={words.name}
        fault={faults.name}
        maxLength={100}
        value={draft.name}
        onChange={(name) => set({ name })}
      />
      <TextField
        label={words.contact}
        fault={faults.contact}
        value={draft.contact}
        onChange={(contact) => set({ contact })}
      />
      <TextField
        label={words.purpose}
        fault={faults.purpose}
        rows={2}
        maxLength={500}
        value={draft.purpose}
        onChange={(purpose) => set({ purpose })}
      />
      <TextField
        label={words.purposeEn}
        hint={words.purposeEnHint}
        rows={2}
        maxLength={500}
        value={draft.purposeEn}
        onChange={(purposeEn) => set({ purposeEn })}
      />
      <Field label={words.data} fault={faults.data}>
        {(props) => (
          <Select
            {...props}
            mode="multiple"
            aria-label={words.data}
            options={dataKinds.map((value) => ({ value, label: kinds[value] }))}
            value={draft.data}
            onChange={(data: DataKind[]) => set({ data })}
          />
        )}
      </Field>
      <div className="field">
        <p>{words.role}</p>
        <Choice
          label={words.role}
          options={recipientRoles.map((value) => ({ value, title: words.roles[value].name }))}
          value={draft.role}
          onChange={(role) => set({ role })}
        />
        <p className="faint">{words.roles[draft.role].hint}</p>
      </div>
      <Field label={words.country} hint={words.countryHint}>
        {(props) => (
          <Select
            {...props}
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={words.country}
            options={countries}
            value={draft.country}
            onChange={(country: string) => set({ country, ...(country === 'CN' ? { transfer: null } : {}) })}
          />
        )}
      </Field>
      {draft.country === 'CN' ? null : (
        <Field label={words.transfer} hint={words.transferHint} fault={faults.transfer}>
          {(props) => (
            <Select
              {...props}
              aria-label={words.transfer}
              options={transferWays.map((value) => ({ value, label: words.transfers[value] }))}
              value={draft.transfer}
              onChange={(transfer: TransferWay) => set({ transfer })}
            />
          )}
        </Field>
      )}
      <TextField
        label={words.contractFrom}
        type="date"
        value={draft.contractFrom}
        onChange={(contractFrom) => set({ contractFrom })}
      />
      <TextField
        label={words.contractUntil}
        hint={words.contractHint}
        fault={faults.contractUntil}
        type="date"
        value={draft.contractUntil}
        onChange={(contractUntil) => set({ contractUntil })}
      />
      {before === null ? null : (
        <div>
          <Checkbox checked={draft.isEnded} onChange={(event) => set({ isEnded: event.target.checked })}>
            {words.isEnded}
          </Checkbox>
          <p className="faint">{words.endedHint}</p>
        </div>
      )}
    </FormDrawer>
  );
}
