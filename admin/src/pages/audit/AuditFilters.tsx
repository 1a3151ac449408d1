import type { AuditEntry } from '@shuke/contract';
import { Input } from 'antd';
import { DayRange } from '../../components/DayRange.tsx';
import { FilterFrame } from '../../components/FilterFrame.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useRoleName } from '../../components/use-names.ts';
import { useApart, useMessages } from '../../languages/language.tsx';
import { auditWords, keyWords, roleWords, staffWords } from '../../messages/apart.ts';
import type { AuditView } from '../../paths.ts';
import { actions } from './actions.ts';
import { useDirectory } from './use-speech.ts';

interface Props {
  view: AuditView;
  /** What is on the screen: those who did it can be chosen, even by who may not see the staff. */
  entries: readonly AuditEntry[];
  onApply: (view: AuditView) => void;
}

export function AuditFilters({ view, entries, onApply }: Props) {
  return (
    <FilterFrame view={view} onApply={onApply}>
      {(draft, set) => <Fields entries={entries} draft={draft} set={set} />}
    </FilterFrame>
  );
}

const MEMBER = 'member:';

interface FieldProps extends Pick<Props, 'entries'> {
  draft: AuditView;
  set: (changes: AuditView) => void;
}

function Fields({ entries, draft, set }: FieldProps) {
  const wordsOfKeys = useApart(keyWords);
  const audit = useApart(auditWords);
  const wordsOfStaff = useApart(staffWords);
  const wordsOfRoles = useApart(roleWords);
  const { members } = useMessages();
  const roleName = useRoleName();
  const { staff, roles, keys } = useDirectory();
  const people = staff.map(({ id, name }) => ({ value: `staff:${id}`, label: name }));
  const systems = keys.map(({ id, name }) => ({ value: `key:${id}`, label: name }));
  const seen = entries.map(({ by }) => ({ value: by.id, label: by.name }));
  const callers = new Map([...seen, ...people, ...systems].map((one) => [one.value, one]));
  const of = (kind: string, { value, label }: { value: string; label: string }) => ({
    value,
    label: `${kind}: ${label}`,
  });
  const objects = [
    ...people.map((one) => of(wordsOfStaff.title, one)),
    ...roles
      .filter((role) => !role.isReady)
      .map(({ code, name }) => of(wordsOfRoles.title, { value: `role:${code}`, label: roleName(code, name) })),
    ...systems.map((one) => of(wordsOfKeys.title, one)),
  ];
  const member = draft.object?.startsWith(MEMBER) === true ? draft.object.slice(MEMBER.length) : '';
  return (
    <>
      <SelectField label={audit.by} value={draft.by} options={[...callers.values()]} onChange={(by) => set({ by })} />
      <SelectField
        label={audit.action}
        value={draft.action}
        options={actions.map((action) => ({ value: action, label: audit.actions[action] }))}
        onChange={(action) => set({ action })}
      />
      <SelectField
        label={audit.object}
        value={member === '' ? draft.object : undefined}
        options={objects}
        onChange={(object) => set({ object })}
      />
      <label>
        {members.member.id}
        <Input
          inputMode="numeric"
          maxLength={20}
          value={member}
          onChange={({ target }) =>
            set({ object: target.value === '' ? undefined : `${MEMBER}${target.value.trim()}` })
          }
        />
      </label>
      <DayRange legend={audit.at} from={draft.from} to={draft.to} onChange={(from, to) => set({ from, to })} />
    </>
  );
}
