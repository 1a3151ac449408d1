import { type ImportReport, type ImportView, importRemarks, setAsideReasons } from '@shuke/contract';
import { minorDigits } from '../platform/money.ts';

/** The report of an import as text: what was recorded, what was set aside, and that the totals agree. */
export function reportText({ report, mapping, state, isDryRun, error }: ImportView): string {
  if (!report) return `The import is ${state}${error ? `: ${error}` : '.'}`;
  const money = moneyText(mapping.currency);
  const count = (value: number) => value.toLocaleString('en');
  const would = isDryRun ? ' (dry run: nothing was changed)' : '';
  const known = (some: number) => (some === 0 ? '' : `, of which ${count(some)} were known already`);
  return [
    `${state === 'cancelled' ? 'Cancelled' : 'Done'}${would}. ${count(report.lines)} lines read${report.from && report.until ? `, ${report.from.slice(0, 10)} to ${report.until.slice(0, 10)}` : ''}.`,
    `  ${count(report.orders)} orders${known(report.ordersKnown)}; ${count(report.withoutMember)} without a member`,
    `  ${count(report.refunds)} refunds${known(report.refundsKnown)}`,
    `  ${count(report.members)} members${isDryRun ? '' : `, ${count(report.membersNew)} of them new; ${count(report.points)} points`}`,
    '',
    ...reconciliation(report, money),
    ...list(
      'Set aside',
      report.setAside.map(({ reason, ...rest }) => ({
        ...rest,
        text:
          setAsideReasons[reason as keyof typeof setAsideReasons]?.en ?? `Refused: ${reason.replace('refused.', '')}`,
      })),
      money,
    ),
    ...list(
      'Imported, and worth a look',
      report.remarks.map(({ kind, ...rest }) => ({ ...rest, text: importRemarks[kind].en })),
      money,
    ),
  ].join('\n');
}

function reconciliation(
  { reconciliation: { read, sold, refunded, setAside, isBalanced } }: ImportReport,
  money: (minor: number) => string,
): string[] {
  const row = (name: string, { lines, quantity, amountMinor }: typeof read, sign: string) =>
    `  ${sign} ${name.padEnd(12)}${lines.toLocaleString('en').padStart(12)} lines${quantity.toLocaleString('en').padStart(14)} pieces${money(amountMinor).padStart(20)}`;
  return [
    'Reconciliation',
    row('read', read, ' '),
    row('orders', sold, '='),
    row('refunds', refunded, '−'),
    row('set aside', setAside, '+'),
    `  ${isBalanced ? 'Totals before = totals after.' : 'THE TOTALS DO NOT AGREE: please report this.'}`,
  ];
}

interface Listed {
  readonly text: string;
  readonly lines: number;
  readonly amountMinor: number;
  readonly example: string;
}

function list(title: string, rows: readonly Listed[], money: (minor: number) => string): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(({ text }) => text.length));
  const shown = rows
    .toSorted((one, other) => other.lines - one.lines)
    .map(
      ({ text, lines, amountMinor, example }) =>
        `  ${text.padEnd(width)}${lines.toLocaleString('en').padStart(10)}${money(amountMinor).padStart(18)}   ${example}`,
    );
  return ['', title, ...shown];
}

function moneyText(currency: string): (minor: number) => string {
  const digits = minorDigits(currency);
  return (minor) =>
    `${(minor / 10 ** digits).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${currency}`;
}
