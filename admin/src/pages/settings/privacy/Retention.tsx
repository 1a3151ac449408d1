import { listAudit, listRetention, type RetentionRule, setRetention } from '@shuke/contract';
import { Button, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import { useAnswer, useWrite } from '../../../api/use.ts';
import { Failure } from '../../../components/Failure.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { centreWords } from '../../../messages/apart.ts';
import { useMay } from '../../../session.tsx';

/** How long is what kept, and what went last? */
export function Retention() {
  const { retention: words } = useApart(centreWords);
  const answer = useAnswer(listRetention, {});
  return (
    <section className="card stack" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p className="soft">{words.hint}</p>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {(answer.data?.items ?? []).map((rule) => (
        <Rule key={`${rule.class} ${rule.days}`} rule={rule} />
      ))}
    </section>
  );
}

function Rule({ rule }: { rule: RetentionRule }) {
  const { retention: words } = useApart(centreWords);
  const format = useFormat();
  const notices = useNotices();
  const mayWrite = useMay()('privacy.publish');
  const change = useWrite(setRetention, [listRetention, listAudit]);
  const [days, setDays] = useState(rule.days);
  const { title, hint } = words.classes[rule.class];
  const isTooShort = days !== null && days < rule.least;
  const save = () =>
    change.mutate({ params: { class: rule.class }, body: { days } }, { onSuccess: () => notices.good(words.saved) });
  return (
    <fieldset className="stack" disabled={!mayWrite}>
      <legend>{title}</legend>
      <p className="faint">{hint}</p>
      <div className="actions">
        <label>
          <Switch
            aria-label={`${title}：${words.forever}`}
            checked={days === null}
            disabled={!mayWrite}
            onChange={(isForever) => setDays(isForever ? null : Math.max(rule.least, rule.days ?? 365))}
          />{' '}
          {words.forever}
        </label>
        {days === null ? null : (
          <InputNumber
            aria-label={`${title}：${words.days}`}
            min={1}
            max={36_500}
            precision={0}
            suffix={words.days}
            status={isTooShort ? 'error' : ''}
            value={days}
            disabled={!mayWrite}
            onChange={(value) => setDays(value ?? rule.least)}
          />
        )}
        {days === rule.days ? null : (
          <Button type="primary" disabled={isTooShort} loading={change.isPending} onClick={save}>
            {words.save}
          </Button>
        )}
      </div>
      {isTooShort ? <p role="alert">{words.tooShort(rule.least)}</p> : null}
      {change.isError ? <Failure error={change.error} /> : null}
      <p className="faint">
        {rule.ranAt === null ? words.never : words.last(format.instant(rule.ranAt), format.count(rule.dropped))}
      </p>
    </fieldset>
  );
}
