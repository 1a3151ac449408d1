import { Button } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { Choice } from '../../charts/Choice.tsx';
import { DayField } from '../../components/DayField.tsx';
import { Popover } from '../../components/Popover.tsx';
import { presets, type Period, type Preset } from '../../format/period.ts';
import type { Day } from '../../format/zone.ts';
import { useMessages } from '../../languages/language.tsx';

interface Props {
  period: Period;
  today: Day;
  onPreset: (preset: Preset) => void;
  onDays: (from: Day, to: Day) => void;
}

export function PeriodPicker({ period, today, onPreset, onDays }: Props) {
  const { home } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const isCustom = period.preset === null;
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
        button={{ size: 'small', type: isCustom ? 'primary' : 'default', ghost: isCustom }}
        isOpen={isOpen}
        onOpen={setOpen}
      >
        <DaysForm
          period={period}
          today={today}
          onDays={(from, to) => {
            setOpen(false);
            onDays(from, to);
          }}
        />
      </Popover>
    </div>
  );
}

function DaysForm({ period, today, onDays }: Pick<Props, 'period' | 'today' | 'onDays'>) {
  const { home } = useMessages();
  const [from, setFrom] = useState<Day | undefined>(period.from);
  const [to, setTo] = useState<Day | undefined>(period.to);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (from === undefined || to === undefined) return;
    onDays(from <= to ? from : to, from <= to ? to : from);
  };
  return (
    <form className="stack period-form" onSubmit={onSubmit}>
      <label>
        {home.customFrom}
        <DayField label={home.customFrom} value={from} max={today} onChange={setFrom} />
      </label>
      <label>
        {home.customTo}
        <DayField label={home.customTo} value={to} max={today} onChange={setTo} />
      </label>
      <Button type="primary" htmlType="submit">
        {home.apply}
      </Button>
    </form>
  );
}
