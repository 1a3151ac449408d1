const BAR_WIDTH = 28;

export interface ShownProgress {
  readonly done: number;
  readonly total: number;
  readonly linesPerSecond: number;
  readonly remainingSeconds: number | null;
}

/** One line of progress: bar, share, lines, rate and time left. */
export function progressLine({ done, total, linesPerSecond, remainingSeconds }: ShownProgress): string {
  const share = total === 0 ? 0 : Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const left = remainingSeconds === null ? '' : `, ${duration(remainingSeconds)} left`;
  const pace = linesPerSecond === 0 ? 'reading …' : `${linesPerSecond.toLocaleString('en')} lines/s${left}`;
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${done.toLocaleString('en')} of ${total.toLocaleString('en')} lines  ${pace}`;
}

/** Redraws in place on a terminal; elsewhere (a log) nothing is shown until the end. */
export function showProgress(progress: ShownProgress): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${progressLine(progress)}`);
}

export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
}

function duration(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
