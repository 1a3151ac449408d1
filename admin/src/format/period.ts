import { addDays, addMonths, daysIn, isDay, startOfDay, type Day } from './zone.ts';

export const presets = ['7d', '30d', '90d', 'month', '12m'] as const;
export type Preset = (typeof presets)[number];

/** Calendar days, the first and the last both counted, as a shop owner says them. */
export interface Period {
  from: Day;
  to: Day;
  preset: Preset | null;
}

export const defaultPreset: Preset = '30d';

function presetPeriod(preset: Preset, today: Day): Period {
  switch (preset) {
    case '7d':
      return { from: addDays(today, -6), to: today, preset };
    case '30d':
      return { from: addDays(today, -29), to: today, preset };
    case '90d':
      return { from: addDays(today, -89), to: today, preset };
    case 'month':
      return { from: `${today.slice(0, 7)}-01`, to: today, preset };
    case '12m':
      // Whole months, so that the first bar of the chart is not a stump.
      return { from: `${addMonths(today, -11).slice(0, 7)}-01`, to: today, preset };
  }
}

/** The period a URL names: `period=7d`, or `from` and `to`; anything unreadable is the default. */
export function periodOf(query: URLSearchParams, today: Day): Period {
  const from = query.get('from');
  const to = query.get('to');
  if (isDay(from) && isDay(to) && from <= to) return { from, to, preset: null };
  const preset = presets.find((known) => known === query.get('period')) ?? defaultPreset;
  return presetPeriod(preset, today);
}

/** The same period as the API wants it: instants, half-open. */
export function instantsOf(period: { from: Day; to: Day }, zone: string): { from: string; until: string } {
  return { from: startOfDay(period.from, zone), until: startOfDay(addDays(period.to, 1), zone) };
}

export const steps = ['day', 'week', 'month'] as const;
export type Step = (typeof steps)[number];

/** The step that shows a period in about 8 to 60 points. */
export function stepFor(period: { from: Day; to: Day }): Step {
  const days = daysIn(period.from, period.to);
  if (days <= 62) return 'day';
  return days <= 200 ? 'week' : 'month';
}
