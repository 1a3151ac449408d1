import { issueKey, keyPermissions, listKeys, type AnswerOf, type Granted } from '@shuke/contract';
import { Input } from 'antd';
import { useState } from 'react';
import type { Problem } from '../../../api/problem.ts';
import { useWrite } from '../../../api/use.ts';
import { Choice } from '../../../charts/Choice.tsx';
import { Field } from '../../../components/Field.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { partsOf } from '../../../format/limits.ts';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { keyWords } from '../../../messages/apart.ts';
import { useMay } from '../../../session.tsx';
import { LimitsSelect } from '../LimitsSelect.tsx';
import { PermissionTicks } from '../PermissionTicks.tsx';
import { expiryOf, lifetimes, type Lifetime } from './key-life.ts';

export type Issued = AnswerOf<typeof issueKey>;

type Faults = Partial<Record<'name' | 'permissions', string>>;

function faultsOf(problem: Problem | null, { fault }: (typeof keyWords)['en']): Faults {
  if (problem === null) return {};
  if (problem.code === 'auth.forbidden') return { permissions: fault.tooMuch };
  const fields = (['name', 'permissions'] as const).filter((one) =>
    problem.faults.some(({ field }) => field.startsWith(one)),
  );
  return Object.fromEntries(fields.map((one) => [one, fault[one]]));
}

/** A key for another system: what it is called, what it may do, how long. */
export function IssueKey({ onIssued, onClose }: { onIssued: (issued: Issued) => void; onClose: () => void }) {
  const words = useApart(keyWords);
  const format = useFormat();
  const may = useMay();
  const issue = useWrite(issueKey, [listKeys], onClose);
  const [name, setName] = useState('');
  const [given, setGiven] = useState<readonly Granted[]>([]);
  const [limits, setLimits] = useState<readonly string[]>([]);
  const [lifetime, setLifetime] = useState<Lifetime>('365');
  const [missing, setMissing] = useState<Faults>({});
  const [openedAt] = useState(() => Date.now());
  const faults = { ...faultsOf(issue.error, words), ...missing };
  const expiresAt = expiryOf(lifetime, openedAt);
  const touch = () => {
    setMissing({});
    if (issue.isError) issue.reset();
  };

  const onSubmit = () => {
    const left: Faults = {
      ...(name.trim() === '' ? { name: words.fault.name } : {}),
      ...(given.length === 0 ? { permissions: words.fault.permissions } : {}),
    };
    setMissing(left);
    if (Object.keys(left).length > 0) return;
    const permissions = keyPermissions.filter((one) => given.includes(one));
    issue.mutate({ body: { name: name.trim(), permissions, ...partsOf(limits), expiresAt } }, { onSuccess: onIssued });
  };

  return (
    <FormDrawer
      title={words.issue}
      action={words.issue}
      write={issue}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <Field label={words.field.name} hint={words.nameHint} fault={faults.name}>
        {(props) => (
          <Input
            {...props}
            autoFocus
            maxLength={60}
            placeholder={words.namePlaceholder}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              touch();
            }}
          />
        )}
      </Field>
      <div>
        <p className="soft">{words.field.lifetime}</p>
        <Choice
          label={words.field.lifetime}
          options={lifetimes.map((value) => ({ value, title: words.lifetimes[value] }))}
          value={lifetime}
          onChange={setLifetime}
        />
        <p className="faint">{expiresAt === null ? words.neverHint : words.until(format.day(expiresAt))}</p>
      </div>
      <Field label={words.field.stores} hint={words.storesHint}>
        {(props) => (
          <LimitsSelect
            {...props}
            label={words.field.stores}
            placeholder={words.allStores}
            limits={limits}
            onChange={(chosen) => {
              setLimits(chosen);
              touch();
            }}
          />
        )}
      </Field>
      <PermissionTicks
        given={given}
        among={keyPermissions}
        gives={may}
        fault={faults.permissions}
        onTick={(permission, isGiven) => {
          setGiven(isGiven ? [...given, permission] : given.filter((one) => one !== permission));
          touch();
        }}
      />
    </FormDrawer>
  );
}
