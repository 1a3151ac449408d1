import type { DemoInput } from './demo-input.ts';

/** A visit already planned: something before led to it. */
export interface Appointment {
  readonly index: number;
  readonly wishes: readonly string[];
  readonly place: 'home' | 'store' | 'tmall';
  /** Hours from midnight; null leaves the hour to the member's rhythm. */
  readonly hour: number | null;
}

/**
 * What is to come, by day: each living member's next visit, planned visits, and inputs already decided. A day's lists
 * are dropped once taken, so memory holds one entry per member and some days of inputs, whatever the length of history.
 */
export class Agenda {
  private readonly inputs: (DemoInput[] | undefined)[];
  private readonly visits: (number[] | undefined)[];
  private readonly appointments: (Appointment[] | undefined)[];
  private readonly startsAt: number;
  private readonly dayLength: number;

  constructor(startsAt: number, days: number, dayLength: number) {
    this.startsAt = startsAt;
    this.dayLength = dayLength;
    this.inputs = Array.from({ length: days });
    this.visits = Array.from({ length: days });
    this.appointments = Array.from({ length: days });
  }

  /** Keeps an input for its day; what would happen after the window never happens. */
  addInput(input: DemoInput): void {
    push(this.inputs, Math.floor((input.at - this.startsAt) / this.dayLength), input);
  }

  addVisit(day: number, index: number): void {
    push(this.visits, day, index);
  }

  addAppointment(day: number, appointment: Appointment): void {
    push(this.appointments, day, appointment);
  }

  takeVisits(day: number): readonly number[] {
    return take(this.visits, day);
  }

  takeAppointments(day: number): readonly Appointment[] {
    return take(this.appointments, day);
  }

  /** The day's inputs in time order; equal times keep the order in which they were decided. */
  takeInputs(day: number): readonly DemoInput[] {
    return take(this.inputs, day).sort((a, b) => a.at - b.at);
  }
}

function push<T>(lists: (T[] | undefined)[], day: number, entry: T): void {
  if (day >= lists.length) return;
  const list = lists[day];
  if (list) list.push(entry);
  else lists[day] = [entry];
}

function take<T>(lists: (T[] | undefined)[], day: number): T[] {
  const list = lists[day] ?? [];
  lists[day] = undefined;
  return list;
}
