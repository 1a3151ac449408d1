/** What the server tells its operator: about itself, never about members, and no secret. */
export type Log = (message: string, fields?: LogFields) => void;

/** What programs that read the log look for; the message says the same to people. */
export type LogFields = Readonly<Record<string, string | number>>;

export type LogFormat = 'text' | 'json';

/** One line for each event, or one JSON object in a line. */
export function openLog(format: LogFormat, write: (line: string) => void = console.log): Log {
  if (format === 'text') return (message) => write(`${new Date().toISOString()} ${message}`);
  return (message, fields) =>
    write(JSON.stringify({ at: new Date().toISOString(), level: 'info', message, ...fields }));
}

/** Why something failed, without what it was given: databases, parsers and assertions repeat that in their words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `something that is no error was thrown (${typeof error})`;
  const { code, type, generatedMessage } = error as { code?: unknown; type?: unknown; generatedMessage?: unknown };
  const known = [error.name, ...(typeof code === 'string' ? [code] : []), ...(typeof type === 'string' ? [type] : [])];
  const isMadeOfValues = generatedMessage === true || typeof type === 'string';
  return `${known.join(' ')}${isMadeOfValues ? '' : `: ${withoutValues(error.message)}`}`;
}

/** The same with the places in the code. */
export function stackOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return [reasonOf(error), ...stack.split('\n').filter((line) => line.startsWith('    at '))].join('\n');
}

const withoutValues = (text: string): string => text.replaceAll(/".*"/gs, '"…"').replaceAll(/\d{7,}/g, '…');
