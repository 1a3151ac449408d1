import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/en-gb.js';
import 'dayjs/locale/zh-cn.js';
import type { Day } from '../format/zone.ts';

interface Props {
  label: string;
  value: Day | undefined;
  min?: Day | undefined;
  max?: Day | undefined;
  isDisabled?: boolean;
  onChange: (day: Day | undefined) => void;
}

const DAY_FORMAT = 'YYYY-MM-DD';

/** One day of a calendar. Heavy: taken through `DayField`, which loads it when it is first shown. */
export function DayPicker({ label, value, min, max, isDisabled = false, onChange }: Props) {
  return (
    <DatePicker
      className="day-field"
      aria-label={label}
      placeholder={DAY_FORMAT}
      disabled={isDisabled}
      format={DAY_FORMAT}
      value={value === undefined ? null : dayjs(value)}
      {...(min === undefined ? {} : { minDate: dayjs(min) })}
      {...(max === undefined ? {} : { maxDate: dayjs(max) })}
      onChange={(chosen) => onChange(chosen === null ? undefined : chosen.format(DAY_FORMAT))}
    />
  );
}
