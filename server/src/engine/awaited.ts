import type { DecidedRow, DeciderEvents, Interruption } from './decider-port.ts';
import type { LoggedInput } from './input.ts';
import { type LogRow, rowPlace } from './log.ts';
import type { Cursor, Cursors } from './save.ts';
import type { Draft } from './turn.ts';

/** The rows of the log for whose answers somebody waits. */
export interface Awaited {
  expect(row: LogRow, cursor: Cursor): void;
  /** Nobody here will be told what becomes of the row. */
  missed(row: LogRow): void;
  hasAny(): boolean;
  /** Tells the answers of a committed turn; rows before the cursors are expected no more. */
  tell(draft: Draft, cursors: Cursors): void;
  /** What was decided and not committed does not hold: nobody who waits will be answered. */
  interrupt(): void;
}

const lost: Interruption = {
  detail: 'The answer was lost on the way. Send it again with the same key or number: nothing counts twice.',
  retryAfterSeconds: 1,
};

export function openAwaited(events: DeciderEvents): Awaited {
  const rows = new Map<string, Pick<LogRow, 'lane' | 'position'>>();

  function decidedRows(inputs: readonly LoggedInput[], answers: Draft['answers']): DecidedRow[] {
    const decided: (DecidedRow & { readonly answers: Draft['answers'] })[] = [];
    for (const [i, one] of inputs.entries()) {
      const last = decided.at(-1);
      if (last?.lane === one.lane && last.position === one.position) last.answers.push(answers[i]!);
      else if (rows.has(rowPlace(one)))
        decided.push({ lane: one.lane, position: one.position, fromIndex: one.index, answers: [answers[i]!] });
    }
    return decided;
  }

  const missed = ({ lane, position }: LogRow) => events.interrupted(lost, { lane, position });

  return {
    missed,
    expect(row, cursor) {
      // Read from the log, decided and answered to nobody before its own process could tell of it.
      const isTaken = row.position < cursor.position || (row.position === cursor.position && cursor.index > 0);
      if (isTaken) missed(row);
      else rows.set(rowPlace(row), { lane: row.lane, position: row.position });
    },
    hasAny: () => rows.size > 0,
    tell({ inputs, answers }, cursors) {
      if (rows.size === 0) return;
      const decided = decidedRows(inputs, answers);
      for (const [place, { lane, position }] of rows) if (position < cursors[lane].position) rows.delete(place);
      if (decided.length > 0) events.decided(decided);
    },
    interrupt() {
      rows.clear();
      events.interrupted(lost);
    },
  };
}
