import {
  consentDecisions,
  getConsents,
  getMemberTimeline,
  listAudit,
  listMemberContacts,
  listPolicies,
  recordConsents,
  type ConsentDecision,
  type ContactChannel,
  type PolicyVersion,
  type Purpose,
} from '@shuke/contract';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { Problem } from '../../../../api/problem.ts';
import { useAnswer, useWrite } from '../../../../api/use.ts';
import { Choice } from '../../../../charts/Choice.tsx';
import { Field } from '../../../../components/Field.tsx';
import { LongText } from '../../../../components/LongText.tsx';
import { FormDrawer } from '../../../../components/FormDrawer.tsx';
import { useNotices } from '../../../../components/Notices.tsx';
import { useApart, useMessages } from '../../../../languages/language.tsx';
import { consentWords } from '../../../../messages/apart.ts';
import { PolicyText } from '../../../settings/privacy/PolicyText.tsx';

interface Props {
  memberId: string;
  /** Too young: only a guardian can consent. */
  needsGuardian: boolean;
  purpose: Purpose;
  channel: ContactChannel;
  /** What it begins with; the member may have said the other thing. */
  proposed: ConsentDecision;
  onClose: () => void;
}

type Faults = Partial<Record<'policy' | 'shown' | 'source' | 'guardian', string>>;

function faultsOf(problem: Problem | null, { fault }: (typeof consentWords)['zh-CN']): Faults {
  if (problem?.code === 'consent.guardian') return { guardian: fault.guardian };
  if (problem?.code === 'policy.outdated') return { policy: fault.outdated };
  return problem?.code === 'policy.unknown' ? { policy: fault.policy } : {};
}

/** Where staff hear of a consent, or of its end; what comes from elsewhere names its own source. */
const staffSources = ['counter', 'phone', 'paper', 'message'] as const;

/** The latest version of each policy: first the one that is named as the purpose is. */
function currentFor(purpose: Purpose, all: readonly PolicyVersion[]): PolicyVersion[] {
  const rank = ({ code }: PolicyVersion) => (code === purpose ? 0 : code === 'privacy' ? 1 : 2);
  return all
    .filter((one) => !all.some(({ code, version }) => code === one.code && version > one.version))
    .toSorted((one, other) => rank(one) - rank(other));
}

/** What a member said to somebody of the staff, written down with what proves it. */
export function RecordConsent({ memberId, needsGuardian, purpose, channel, proposed, onClose }: Props) {
  const { privacy } = useMessages();
  const words = useApart(consentWords);
  const notices = useNotices();
  const record = useWrite(recordConsents, [getConsents, listMemberContacts, getMemberTimeline, listAudit]);
  const [decision, setDecision] = useState(proposed);
  const isGiving = decision === 'given';
  const answer = useAnswer(listPolicies, {}, { enabled: isGiving });
  const policies = currentFor(purpose, answer.data?.items ?? []);
  const [chosen, setChosen] = useState<PolicyVersion['code'] | null>(null);
  const [source, setSource] = useState<string | null>(null);
  const [shown, setShown] = useState('');
  const [guardian, setGuardian] = useState({ name: '', relation: '' });
  const [missing, setMissing] = useState<Faults>({});
  const [isReading, setReading] = useState(false);
  const policy = policies.find(({ code }) => code === chosen) ?? policies[0];
  const faults = { ...faultsOf(record.error, words), ...missing };
  const about = privacy.about(purpose, channel);
  const touch = () => {
    setMissing({});
    if (record.isError) record.reset();
  };

  const byGuardian = isGiving && needsGuardian;
  const guardianTold = { name: guardian.name.trim(), relation: guardian.relation.trim() };

  const onSubmit = () => {
    const left: Faults = {
      ...(isGiving && policy === undefined ? { policy: words.noPolicy } : {}),
      ...(isGiving && shown.trim() === '' ? { shown: words.fault.shown } : {}),
      ...(byGuardian && (guardianTold.name === '' || guardianTold.relation === '')
        ? { guardian: words.fault.guardian }
        : {}),
      ...(source === null ? { source: words.fault.source } : {}),
    };
    setMissing(left);
    if (source === null || Object.keys(left).length > 0) return;
    const text = shown.trim();
    const given = isGiving && policy !== undefined ? { policy: { code: policy.code, version: policy.version } } : {};
    record.mutate(
      {
        params: { id: memberId },
        body: {
          consents: [{ purpose, channel, decision }],
          ...given,
          ...(byGuardian ? { guardian: guardianTold } : {}),
          source,
          shown: text === '' ? null : text,
        },
      },
      {
        onSuccess: () => {
          notices.good(words.recorded);
          onClose();
        },
      },
    );
  };

  return (
    <FormDrawer
      title={about}
      size={420}
      action={words.record}
      write={record}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <Choice
        label={words.decision}
        options={consentDecisions.map((value) => ({ value, title: words.choices[value] }))}
        value={decision}
        onChange={(value) => {
          setDecision(value);
          touch();
        }}
      />
      <Field label={words.source} fault={faults.source}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.source}
            placeholder={words.fault.source}
            options={staffSources.map((one) => ({ value: one, label: words.sources[one] ?? one }))}
            value={source}
            onChange={(one: string) => {
              setSource(one);
              touch();
            }}
          />
        )}
      </Field>
      {byGuardian ? (
        <>
          <Field label={words.guardianName} fault={faults.guardian}>
            {(props) => (
              <Input
                {...props}
                maxLength={100}
                value={guardian.name}
                onChange={(event) => {
                  setGuardian({ ...guardian, name: event.target.value });
                  touch();
                }}
              />
            )}
          </Field>
          <Field label={words.guardianRelation} hint={words.guardianRelationHint}>
            {(props) => (
              <Input
                {...props}
                maxLength={40}
                value={guardian.relation}
                onChange={(event) => {
                  setGuardian({ ...guardian, relation: event.target.value });
                  touch();
                }}
              />
            )}
          </Field>
        </>
      ) : null}
      {isGiving ? (
        <div>
          <Field
            label={words.policy}
            fault={faults.policy}
            hint={answer.isSuccess && policy === undefined ? words.noPolicy : undefined}
          >
            {(props) => (
              <Select
                {...props}
                aria-label={words.policy}
                placeholder={words.fault.policy}
                loading={answer.isPending}
                options={policies.map((one) => ({ value: one.code, label: privacy.version(one.code, one.version) }))}
                value={policy?.code ?? null}
                onChange={(code: PolicyVersion['code']) => {
                  setChosen(code);
                  touch();
                }}
              />
            )}
          </Field>
          {policy === undefined ? null : (
            <Button type="link" size="small" onClick={() => setReading(true)}>
              {words.read}
            </Button>
          )}
        </div>
      ) : null}
      <Field
        label={isGiving ? words.wording : words.reason}
        hint={isGiving ? words.wordingHint : words.reasonHint}
        fault={faults.shown}
      >
        {(props) => (
          <LongText
            {...props}
            rows={3}
            maxLength={4000}
            value={shown}
            onChange={(event) => {
              setShown(event.target.value);
              touch();
            }}
          />
        )}
      </Field>
      {isReading && policy !== undefined ? (
        <PolicyText code={policy.code} version={policy.version} onClose={() => setReading(false)} />
      ) : null}
    </FormDrawer>
  );
}
