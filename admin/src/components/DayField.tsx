import { lazy, Suspense, type ComponentProps } from 'react';
import './day-field.css';

const DayPicker = lazy(async () => ({ default: (await import('./DayPicker.tsx')).DayPicker }));

export function DayField(props: ComponentProps<typeof DayPicker>) {
  return (
    <Suspense fallback={<span className="day-field" />}>
      <DayPicker {...props} />
    </Suspense>
  );
}
