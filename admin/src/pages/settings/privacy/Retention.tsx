import { listAudit, listRetention, type RetentionRule, setRetention } from '@shuke/contract';
import { Button, Input, Switch } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { useAnswer, useWrite } from '../../../api/use.ts';
import { Confirm } from '../../../components/Confirm.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { Field } from '../../../components/Field.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { MayLink } from '../../../components/MayLink.tsx';
import { TrailLink } from '../../../components/TrailLink.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { wholeNumber } from '../../../format/whole-number.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';
import { paths } from '../../../paths.ts';
import { useMay } from '../../../session.tsx';

/** So many of those who were kept are named. */
const SHOWN = 5;
const MOST_DAYS = 36_500;
/** What is offered where something was kept for good. */
const OFFERED_DAYS = 3 * 365;

/** How long is what kept, and what went last? */
export function Retention() {
  const { retention: words } = useApart(centreWords);
  const answer = useAnswer(listRetention, {});
  return (
    <section className="card retention" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="faint">{words.hint}</p>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={240} /> : null}
      <ul>
        {(answer.data?.items ?? []).map((rule) => (
          <Rule key={`${rule.class} ${rule.days}`} rule={rule} />
        ))}
      </ul>
    </section>
  );
}

function Rule({ rule }: { rule: RetentionRule }) {
  const { retention: words } = useApart(centreWords);
  const { common } = useMessages();
  const format = useFormat();
  const notices = useNotices();
  const mayWrite = useMay()('privacy.publish');
  const change = useWrite(setRetention, [listRetention, listAudit]);
  const [isForever, setForever] = useState(rule.days === null);
  const [typed, setTyped] = useState(String(rule.days ?? OFFERED_DAYS));
  const { title, hint } = words.classes[rule.class];
  const days = isForever ? null : wholeNumber(typed);
  const isWrong = days !== null && !(days >= rule.least && days <= MOST_DAYS);
  const [isAsking, setAsking] = useState(false);
  /** Members who go then are gone for good. */
  const isDestroying = rule.class === 'members' && days !== null && days < (rule.days ?? Infinity);
  const save = () =>
    change.mutate(
      { params: { class: rule.class }, body: { days } },
      { onSuccess: () => notices.good(words.saved), onSettled: () => setAsking(false) },
    );
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isWrong || days === rule.days) return;
    if (isDestroying) setAsking(true);
    else save();
  };
  return (
    <li>
      <div>
        <h3>{title}</h3>
        <p className="faint">{hint}</p>
        <p className="faint">
          {rule.ranAt === null ? words.never : words.last(format.instant(rule.ranAt), format.count(rule.dropped))}
        </p>
        <TrailLink object={`retention:${rule.class}`} />
        {rule.waitsFor ? <output>{words.waits[rule.waitsFor]}</output> : null}
        {rule.kept.map(({ why, members, some }) => (
          <p className="faint" key={why}>
            {words.kept[why](format.count(members))} ({words.some}{' '}
            {some.slice(0, SHOWN).map((id) => (
              <MayLink key={id} to={paths.member(id)}>
                {id}{' '}
              </MayLink>
            ))}
            )
          </p>
        ))}
      </div>
      <form noValidate onSubmit={onSubmit}>
        <label className="row">
          <Switch
            aria-label={`${title}：${words.forever}`}
            checked={isForever}
            disabled={!mayWrite}
            onChange={setForever}
          />
          {words.forever}
        </label>
        {isForever ? null : (
          <Field
            label={words.days}
            fault={isWrong ? common.wholeNumber(format.count(rule.least), format.count(MOST_DAYS)) : undefined}
          >
            {(props) => (
              <Input
                {...props}
                aria-label={`${title}：${words.days}`}
                inputMode="numeric"
                autoComplete="off"
                suffix={words.unit}
                value={typed}
                disabled={!mayWrite}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        )}
        {days === rule.days ? null : (
          <Button type="primary" htmlType="submit" disabled={isWrong} loading={change.isPending}>
            {words.save}
          </Button>
        )}
        {change.isError ? <Failure error={change.error} /> : null}
        {isAsking ? (
          <Confirm
            title={words.sure.title(typed.trim())}
            effect={words.sure.effect}
            action={words.sure.action}
            isDanger
            isPending={change.isPending}
            error={null}
            onConfirm={save}
            onClose={() => setAsking(false)}
          />
        ) : null}
      </form>
    </li>
  );
}
