/** A whole number as it was typed, in wide digits or with separators too; NaN for anything else. */
export function wholeNumber(text: string): number {
  const plain = text.normalize('NFKC').replaceAll(/[\s,]/g, '');
  return /^\d{1,15}$/.test(plain) ? Number(plain) : Number.NaN;
}
