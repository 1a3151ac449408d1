import { genders, getMember, listAudit, listMembers, upsertMember, type MemberView } from '@shuke/contract';
import { Button, Drawer, Input, Select } from 'antd';
import { useEffect, useId, useState, type SubmitEvent } from 'react';
import { useNavigate } from 'react-router';
import { asProblem } from '../../api/problem.ts';
import { useWrite } from '../../api/use.ts';
import { DayField } from '../../components/DayField.tsx';
import { Failure } from '../../components/Failure.tsx';
import { useNotices } from '../../components/Notices.tsx';
import { useMessages } from '../../languages/language.tsx';
import { paths } from '../../paths.ts';

type Gender = (typeof genders)[number];

interface Draft {
  name: string;
  phone: string;
  email: string;
  external: string;
  gender: Gender | null;
  birthday: string;
  region: string;
}

const textFields = ['name', 'phone', 'email', 'external', 'region'] as const;
type TextField = (typeof textFields)[number];

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
const orAbsent = (text: string) => (text.trim() === '' ? undefined : text.trim());

/** What is wrong with which field, in the words of this language where it has some. */
function useFaults(error: unknown, isMissing: boolean): ReadonlyMap<string, string> {
  const { members } = useMessages();
  if (isMissing) return new Map([['phone', members.needsIdentifier]]);
  if (error === null) return new Map();
  const { code, faults } = asProblem(error);
  return new Map(
    faults.flatMap(({ field, message }): [string, string][] => {
      if (field !== 'birthday' && !textFields.some((one) => one === field)) return [];
      if (code === 'member.identifier-taken') return [[field, members.fault.taken]];
      const isUnreadable = code === 'member.identifier-invalid' && (field === 'phone' || field === 'email');
      return [[field, isUnreadable ? members.fault[field] : message]];
    }),
  );
}

interface Props {
  member: MemberView | null;
  /** What is masked is not filled in: left empty, it stays as it is. */
  isMasked?: boolean;
  onClose: () => void;
}

/** Creates a member, or edits one. */
export function MemberForm({ member, isMasked = false, onClose }: Props) {
  const { members, common } = useMessages();
  const { field } = members;
  const navigate = useNavigate();
  const notices = useNotices();
  const write = useWrite(upsertMember, [listMembers, getMember, listAudit], onClose);
  const [isMissing, setMissing] = useState(false);
  const [draft, setDraft] = useState<Draft>({
    name: (isMasked ? null : member?.name) ?? '',
    phone: '',
    email: '',
    external: '',
    gender: member?.gender ?? null,
    birthday: (isMasked ? null : member?.birthday) ?? '',
    region: member?.region ?? '',
  });
  const set = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes });
    setMissing(false);
    if (write.isError) write.reset();
  };
  const formId = useId();
  const faults = useFaults(write.error, isMissing);
  const firstFault = [...faults.keys()][0];
  useEffect(() => {
    if (firstFault !== undefined) document.getElementById(`${formId}${firstFault}`)?.focus();
  }, [formId, firstFault]);

  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const fresh = { phone: orAbsent(draft.phone), email: orAbsent(draft.email), external: orAbsent(draft.external) };
    const hasIdentifier = member !== null || Object.values(fresh).some((value) => value !== undefined);
    setMissing(!hasIdentifier);
    if (!hasIdentifier) return;
    const profile = {
      name: orNull(draft.name),
      gender: draft.gender,
      birthday: orNull(draft.birthday),
      region: orNull(draft.region),
    };
    // For a new member an empty field is not a wish to clear what an existing one may hold.
    const isKept = (name: string) => member === null || (isMasked && (name === 'name' || name === 'birthday'));
    const given = Object.fromEntries(
      Object.entries(profile).filter(([name, value]) => value !== null || !isKept(name)),
    );
    write.mutate(
      { body: { ...(member === null ? {} : { id: member.id }), ...fresh, ...given } },
      {
        onSuccess: (answer) => {
          notices.good(member !== null ? members.saved : answer.isNew ? members.created : members.found);
          onClose();
          if (member === null) void navigate(paths.member(answer.id));
        },
      },
    );
  };

  const faultText = (name: string) =>
    faults.has(name) ? (
      <p id={`${formId}${name}-fault`} className="trouble" role="alert">
        {faults.get(name)}
      </p>
    ) : null;
  const textField = (name: TextField, type = 'text') => (
    <div className="wide">
      <label>
        {field[name]}
        <Input
          id={`${formId}${name}`}
          type={type}
          maxLength={100}
          placeholder={isMasked && name === 'name' ? (member?.name ?? '') : ''}
          value={draft[name]}
          onChange={(event) => set({ [name]: event.target.value })}
          {...(faults.has(name)
            ? { status: 'error', 'aria-invalid': true, 'aria-describedby': `${formId}${name}-fault` }
            : {})}
        />
      </label>
      {faultText(name)}
    </div>
  );
  return (
    <Drawer
      open
      title={member === null ? members.add : members.edit}
      onClose={onClose}
      size={420}
      styles={{ wrapper: { maxWidth: '100vw' } }}
    >
      <form className="filter-form" noValidate onSubmit={onSubmit}>
        {isMasked ? <p className="wide soft">{members.maskedHint}</p> : null}
        {textField('name')}
        {textField('phone', 'tel')}
        {textField('email', 'email')}
        {textField('external')}
        <label>
          {field.gender}
          <Select
            allowClear
            aria-label={field.gender}
            options={genders.map((value) => ({ value, label: common.genders[value] }))}
            value={draft.gender}
            onChange={(gender?: Gender) => set({ gender: gender ?? null })}
          />
        </label>
        <div>
          <label>
            {field.birthday}
            <DayField
              label={field.birthday}
              value={draft.birthday || undefined}
              onChange={(birthday) => set({ birthday: birthday ?? '' })}
            />
          </label>
          {isMasked && member?.birthday ? <p className="faint">{member.birthday}</p> : null}
          {faultText('birthday')}
        </div>
        {textField('region')}
        {write.isError && faults.size === 0 ? (
          <div className="wide">
            <Failure error={write.error} />
          </div>
        ) : null}
        <Button type="primary" htmlType="submit" className="wide" loading={write.isPending}>
          {common.save}
        </Button>
      </form>
    </Drawer>
  );
}
