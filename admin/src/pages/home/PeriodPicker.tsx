import { Button } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { Choice } from '../../charts/Choice.tsx';
import { Popover } from '../../components/Popover.tsx';
import { presets, type Period, type Preset } from '../../format/period.ts';
import { isDay, type Day } from '../../format/zone.ts';
import { useMessages } from '../../languages/language.tsx';

export function PeriodPicker({
  period,
  today,
  onPreset,
  onDays,
}: {
  period: Period;
  today: Day;
  onPreset: (preset: Preset) => void;
  onDays: (from: Day, to: Day) => void;
}) {
  const { home } = useMessages();
  const [isOpen, setOpen] = useState(false);

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const from = form.get('from');
    const to = form.get('to');
    if (!isDay(from) || !isDay(to)) return;
    setOpen(false);
    if (from <= to) onDays(from, to);
    else onDays(to, from);
  };

  return (
    <div className="row">
      <Choice
        label={home.period}
        options={presets.map((value) => ({ value, title: home.presets[value] }))}
        value={period.preset}
        onChange={onPreset}
      />
      <Popover
        label={home.custom}
        text={home.custom}
        button={{ size: 'small', type: period.preset === null ? 'primary' : 'default', ghost: period.preset === null }}
        isOpen={isOpen}
        onOpen={setOpen}
      >
        <form className="stack period-form" onSubmit={onSubmit}>
          <label>
            {home.customFrom}
            <input type="date" name="from" required max={today} defaultValue={period.from} />
          </label>
          <label>
            {home.customTo}
            <input type="date" name="to" required max={today} defaultValue={period.to} />
          </label>
          <Button type="primary" htmlType="submit">
            {home.apply}
          </Button>
        </form>
      </Popover>
    </div>
  );
}
