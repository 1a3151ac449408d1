import { changeRules, getSignInRules, getSession, listFactors, type SignInRules } from '@shuke/contract';
import { Button, Radio, Select } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { useAnswer, useWrite } from '../../../api/use.ts';
import { Failure } from '../../../components/Failure.tsx';
import { Field } from '../../../components/Field.tsx';
import { PageHead } from '../../../components/PageHead.tsx';
import { TrailLink } from '../../../components/TrailLink.tsx';
import { useFirstFault } from '../../../components/use-first-fault.ts';
import { useNotices } from '../../../components/Notices.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { ruleWords } from '../../../messages/apart.ts';
import { useMay } from '../../../session.tsx';
import { useRoles } from '../use-roles.ts';

const HOUR = 60;
const DAY = 24 * HOUR;
const idleChoices = [15, 30, HOUR, 4 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30 * DAY];
const absoluteChoices = [4 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY];

/** What does the shop ask of sign-ins? */
export function SignInRulesPage() {
  const words = useApart(ruleWords);
  usePageTitle(words.title);
  const answer = useAnswer(getSignInRules, {});
  return (
    <div className="page">
      <PageHead title={words.title} hint={words.hint} />
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={320} /> : null}
      {answer.isSuccess ? <RulesForm rules={answer.data} /> : null}
    </div>
  );
}

type Who = 'nobody' | 'roles' | 'everybody';
const whoOf = ({ factorForAll, factorRoles }: SignInRules): Who =>
  factorForAll ? 'everybody' : factorRoles.length > 0 ? 'roles' : 'nobody';

function RulesForm({ rules }: { rules: SignInRules }) {
  const words = useApart(ruleWords);
  const { common } = useMessages();
  const format = useFormat();
  const notices = useNotices();
  const mayWrite = useMay()('rules.write');
  const { roles } = useRoles();
  const change = useWrite(changeRules, [getSignInRules, getSession, listFactors]);
  const [draft, setDraft] = useState({ ...rules, who: whoOf(rules) });
  const [isTold, setTold] = useState(false);
  const set = (changes: Partial<typeof draft>) => {
    setDraft({ ...draft, ...changes });
    setTold(false);
    if (change.isError) change.reset();
  };
  const wrong = {
    ...(draft.who === 'roles' && draft.factorRoles.length === 0 ? { roles: words.rolesMissing } : {}),
    ...(draft.idleMinutes > draft.absoluteMinutes ? { idle: words.tooLong } : {}),
  };
  const faults: { roles?: string; idle?: string } = isTold ? wrong : {};
  const form = useFirstFault(faults);

  const durationOf = (minutes: number) => {
    const [unit, size] =
      minutes % DAY === 0
        ? (['days', DAY] as const)
        : minutes % HOUR === 0
          ? (['hours', HOUR] as const)
          : (['minutes', 1] as const);
    return words.durations[unit](format.count(minutes / size));
  };
  const optionsOf = (choices: readonly number[], present: number) =>
    [...new Set([...choices, present])].toSorted((a, b) => a - b).map((value) => ({ value, label: durationOf(value) }));

  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    setTold(true);
    if (Object.keys(wrong).length > 0) return;
    const { who, ...rest } = draft;
    change.mutate(
      { body: { ...rest, factorForAll: who === 'everybody', factorRoles: who === 'roles' ? rest.factorRoles : [] } },
      { onSuccess: () => notices.good(words.saved) },
    );
  };

  return (
    <form ref={form} className="card fields sign-in-rules" noValidate aria-label={words.title} onSubmit={onSubmit}>
      <fieldset disabled={!mayWrite}>
        <legend>{words.who}</legend>
        <p className="faint">{words.whoHint}</p>
        <Radio.Group
          disabled={!mayWrite}
          options={(['nobody', 'roles', 'everybody'] as const).map((value) => ({ value, label: words.choices[value] }))}
          value={draft.who}
          onChange={({ target }) => set({ who: target.value as Who })}
        />
      </fieldset>
      {draft.who === 'roles' ? (
        <Field label={words.roles} fault={faults.roles}>
          {(props) => (
            <Select
              {...props}
              mode="multiple"
              aria-label={words.roles}
              placeholder={words.chooseRoles}
              disabled={!mayWrite}
              options={roles.map(({ code, name }) => ({ value: code, label: name }))}
              value={draft.factorRoles}
              onChange={(factorRoles: string[]) => set({ factorRoles })}
            />
          )}
        </Field>
      ) : null}
      <Field label={words.idle} fault={faults.idle}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.idle}
            disabled={!mayWrite}
            options={optionsOf(idleChoices, rules.idleMinutes)}
            value={draft.idleMinutes}
            onChange={(idleMinutes: number) => set({ idleMinutes })}
          />
        )}
      </Field>
      <Field label={words.absolute} hint={words.absoluteHint}>
        {(props) => (
          <Select
            {...props}
            aria-label={words.absolute}
            disabled={!mayWrite}
            options={optionsOf(absoluteChoices, rules.absoluteMinutes)}
            value={draft.absoluteMinutes}
            onChange={(absoluteMinutes: number) => set({ absoluteMinutes })}
          />
        )}
      </Field>
      {change.isError ? <Failure error={change.error} /> : null}
      {mayWrite ? (
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {common.save}
        </Button>
      ) : null}
      <TrailLink object="rules:sign-in" />
    </form>
  );
}
