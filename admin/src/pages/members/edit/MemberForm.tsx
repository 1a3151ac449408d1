import {
  genders,
  getMember,
  getMemberTimeline,
  identifierKinds,
  lensOf,
  listAttributes,
  listAudit,
  listMembers,
  mayEdit,
  upsertMember,
  type Attribute,
  type Lens,
  type MemberField,
  type MemberView,
} from '@shuke/contract';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Problem } from '../../../api/problem.ts';
import { useAnswer, useWrite } from '../../../api/use.ts';
import { DayField } from '../../../components/DayField.tsx';
import { Field, type FieldProps } from '../../../components/Field.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart, useMessages } from '../../../languages/language.tsx';
import { memberFormWords } from '../../../messages/apart.ts';
import type { Messages } from '../../../messages/messages.ts';
import { paths } from '../../../paths.ts';
import { useStaff } from '../../../session.tsx';
import { AttributeInput } from './AttributeInput.tsx';
import {
  attributesOf,
  bodyOf,
  draftOf,
  hasIdentifier,
  maskedValue,
  type Draft,
  type EditedAttribute,
  type TextField,
} from './draft.ts';

interface Props {
  member: MemberView | null;
  /** The member was revealed: what may be seen of them is filled in. */
  isRevealed?: boolean;
  onClose: () => void;
}

/** Creates a member, or edits one. */
export function MemberForm({ isRevealed = false, ...props }: Props) {
  const { fields } = useStaff();
  const answer = useAnswer(listAttributes, {});
  // What the shop has classed decides what the form begins with.
  if (answer.isPending) return null;
  return <Form {...props} lens={lensOf(fields, isRevealed)} classed={answer.data?.items ?? []} />;
}

/** What is wrong with which field, in the words of this language where it has some. */
function faultsOf(
  problem: Problem | null,
  members: Messages['members'],
  { fault }: (typeof memberFormWords)['zh-CN'],
): Readonly<Record<string, string>> {
  if (problem === null) return {};
  const { code, faults } = problem;
  return Object.fromEntries(
    faults.map(({ field, message }): [string, string] => {
      if (code === 'member.identifier-taken') return [field, fault.taken];
      if (code === 'field.locked') return [field, fault.locked];
      if (code === 'attribute.consent') return [field, fault.consent];
      if (code === 'attribute.type') return [field, fault.type];
      if (field === 'birthday') return [field, fault.birthday];
      const isUnreadable = code === 'member.identifier-invalid' && (field === 'phone' || field === 'email');
      return [field, isUnreadable ? members.fault[field] : message];
    }),
  );
}

function Form({ member, lens, classed, onClose }: Props & { lens: Lens; classed: readonly Attribute[] }) {
  const { members, common } = useMessages();
  const words = useApart(memberFormWords);
  const navigate = useNavigate();
  const notices = useNotices();
  const { fields } = useStaff();
  const write = useWrite(upsertMember, [listMembers, getMember, getMemberTimeline, listAudit], onClose);
  // As the form was opened: what is read anew meanwhile does not change what was meant.
  const [attributes] = useState(() => attributesOf(member, classed, lens));
  const [before] = useState(() => draftOf(member, attributes, lens));
  const [draft, setDraft] = useState<Draft>(before);
  const [isMissing, setMissing] = useState(false);
  const faults = isMissing ? { phone: members.needsIdentifier } : faultsOf(write.error, members, words);
  const set = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes });
    setMissing(false);
    if (write.isError) write.reset();
  };

  const onSubmit = () => {
    setMissing(member === null && !hasIdentifier(draft));
    if (member === null && !hasIdentifier(draft)) return;
    const body = bodyOf(member, before, draft);
    if (body === undefined) {
      notices.good(words.unchanged);
      return onClose();
    }
    write.mutate(
      { body },
      {
        onSuccess: (answer) => {
          notices.good(member !== null ? members.saved : answer.isNew ? members.created : members.found);
          onClose();
          if (member === null) void navigate(paths.member(answer.id));
        },
      },
    );
  };

  const isLocked = (field: string) => !mayEdit(fields, field);
  /** Why a field cannot be edited, or what stands there already. */
  const hintOf = (field: string, shown: ReturnType<Lens['field']>) => {
    if (isLocked(field)) return words.locked;
    if (member === null || shown === 'clear') return undefined;
    if (shown === 'hidden') return words.hidden;
    const now = maskedValue(member, field);
    return now === null ? undefined : words.masked(now);
  };
  const profileField = (field: MemberField) => ({
    label: members.field[field as TextField],
    hint: hintOf(field, lens.field(field)),
    fault: faults[field],
  });
  const textInput =
    (field: TextField, locked: string, type = 'text') =>
    (props: FieldProps) => (
      <Input
        {...props}
        type={type}
        maxLength={100}
        disabled={isLocked(locked)}
        value={draft[field]}
        onChange={(event) => set({ [field]: event.target.value })}
      />
    );
  const added = (field: 'phone' | 'email' | 'external', locked: MemberField, type?: string) => (
    <Field
      label={members.field[field]}
      hint={isLocked(locked) ? words.locked : undefined}
      fault={faults[field] ?? (field === 'external' ? faults['identifiers'] : undefined)}
    >
      {textInput(field, locked, type)}
    </Field>
  );
  const identifiers = (
    <>
      {added('phone', 'phone', 'tel')}
      {added('email', 'email', 'email')}
      {added('external', 'identifiers')}
      {member === null ? null : (
        <OtherIdentifier
          other={draft.other}
          isLocked={isLocked('identifiers')}
          fault={faults[draft.other.kind]}
          onChange={(other) => set({ other })}
        />
      )}
    </>
  );

  return (
    <FormDrawer
      title={member === null ? members.add : members.edit}
      action={common.save}
      write={write}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <Field {...profileField('name')}>{textInput('name', 'name')}</Field>
      {member === null ? identifiers : null}
      <Field {...profileField('gender')}>
        {(props) => (
          <Select
            {...props}
            allowClear
            aria-label={members.field.gender}
            disabled={isLocked('gender')}
            options={genders.map((value) => ({ value, label: common.genders[value] }))}
            value={draft.gender}
            onChange={(gender?: Draft['gender']) => set({ gender: gender ?? null })}
          />
        )}
      </Field>
      <Field {...profileField('birthday')}>
        {() => (
          <DayField
            label={members.field.birthday}
            isDisabled={isLocked('birthday')}
            value={draft.birthday || undefined}
            onChange={(birthday) => set({ birthday: birthday ?? '' })}
          />
        )}
      </Field>
      <Field {...profileField('region')}>{textInput('region', 'region')}</Field>
      {attributes.length === 0 ? null : <h3>{words.attributes}</h3>}
      {attributes.map((one) => {
        const name = `attributes.${one.code}`;
        const isSensitive = one.class === 'sensitive' && !isLocked(name);
        return (
          <AttributeInput
            key={one.code}
            attribute={one}
            value={draft.attributes[one.code] ?? null}
            isLocked={isLocked(name)}
            hint={hintOf(name, shownOf(lens, one)) ?? (isSensitive ? words.sensitive : undefined)}
            fault={faults[name]}
            onChange={(value) => set({ attributes: { ...draft.attributes, [one.code]: value } })}
          />
        );
      })}
      {member === null ? null : (
        <>
          <h3>{words.addIdentifiers}</h3>
          <p className="faint">{words.addIdentifiersHint}</p>
          {identifiers}
        </>
      )}
    </FormDrawer>
  );
}

const shownOf = (lens: Lens, { code, class: of }: EditedAttribute) => lens.attribute(code, of);

/** Those that have a field of their own are not among them. */
const otherKinds = identifierKinds.filter((kind) => !['phone', 'email', 'external'].includes(kind));

function OtherIdentifier({
  other,
  isLocked,
  fault,
  onChange,
}: {
  other: Draft['other'];
  isLocked: boolean;
  fault: string | undefined;
  onChange: (other: Draft['other']) => void;
}) {
  const { members } = useMessages();
  const words = useApart(memberFormWords);
  return (
    <>
      <Field label={words.otherKind}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.otherKind}
            disabled={isLocked}
            options={otherKinds.map((value) => ({ value, label: members.identifiers[value] }))}
            value={other.kind}
            onChange={(kind) => onChange({ ...other, kind })}
          />
        )}
      </Field>
      <Field label={words.other} hint={isLocked ? words.locked : undefined} fault={fault}>
        {(props) => (
          <Input
            {...props}
            maxLength={200}
            disabled={isLocked}
            value={other.value}
            onChange={(event) => onChange({ ...other, value: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
