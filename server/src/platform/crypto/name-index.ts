import { createRequire } from 'node:module';
import type { pinyin } from 'pinyin-pro';
import { blindIndex } from './blind-index.ts';
import type { DataKey } from './key-ring.ts';

/** Raise it when a rule of this file changes, or the readings of pinyin-pro do; then tokens are to be made anew. */
export const NAME_NORMALISATION = 1;

/** Beginnings up to this length have a token. What is typed beyond it finds by its first eight. */
export const BEGINNING_LIMIT = 8;

/** Finds names by how they begin: as written, in pinyin, or by the initials of the pinyin. */
export interface NameIndex {
  /** All tokens of a name, each once; some 14 for a Chinese name, in 35 to 65 µs. */
  stored(name: string): Buffer[];
  /**
   * Every name for which `nameBeginsWith(name, typed)` has one of these tokens. So have a few others if more was typed
   * than `BEGINNING_LIMIT`: open what was found and ask `nameBeginsWith`.
   */
  beginning(typed: string): Buffer[];
  /** Every name that is what was typed, as written or in pinyin, has one of these tokens. */
  whole(typed: string): Buffer[];
}

export function nameIndex(key: DataKey, field: string): NameIndex {
  const { token } = blindIndex(key, field, NAME_NORMALISATION);
  return {
    stored(name) {
      const { written, pinyins, initials } = formsOf(name);
      return [
        token('whole', written),
        ...beginningsOf(written).map((one) => token('begins', one)),
        ...pinyins.map((one) => token('pinyin-whole', one)),
        ...once(pinyins.flatMap(beginningsOf)).map((one) => token('pinyin-begins', one)),
        ...once(initials.flatMap(beginningsOf)).map((one) => token('initials-begin', one)),
      ];
    },
    beginning(typed) {
      const [asWritten, asLetters] = [cut(writtenForm(typed)), cut(letterForm(typed))];
      return [
        ...(asWritten === '' ? [] : [token('begins', asWritten)]),
        ...(asLetters === '' ? [] : [token('pinyin-begins', asLetters), token('initials-begin', asLetters)]),
      ];
    },
    whole(typed) {
      const letters = letterForm(typed);
      return [token('whole', writtenForm(typed)), ...(letters === '' ? [] : [token('pinyin-whole', letters)])];
    },
  };
}

/** Whether a name begins with what was typed, as `NameIndex.beginning` means it. */
export function nameBeginsWith(name: string, typed: string): boolean {
  const { written, pinyins, initials } = formsOf(name);
  const [asWritten, asLetters] = [writtenForm(typed), letterForm(typed)];
  return (
    (cut(asWritten) !== '' && written.startsWith(asWritten)) ||
    (cut(asLetters) !== '' && [...pinyins, ...initials].some((one) => one.startsWith(asLetters)))
  );
}

interface Forms {
  readonly written: string;
  /** As a surname is read, and as it is read elsewhere if that differs: 曾 zēng and céng. None for a name without Han. */
  readonly pinyins: readonly string[];
  readonly initials: readonly string[];
}

function formsOf(name: string): Forms {
  const written = writtenForm(name);
  const readings = /\p{Script=Han}/u.test(written) ? [syllablesOf(written, 'head'), syllablesOf(written, 'off')] : [];
  return {
    written,
    pinyins: once(readings.map((syllables) => syllables.join(''))).filter((one) => one !== ''),
    initials: once(readings.map((syllables) => syllables.map((one) => one.slice(0, 1)).join(''))),
  };
}

/** Loaded with the first Chinese name: it takes 10 MB of heap, and many processes never index a name. */
let read: typeof pinyin | undefined;
const load = createRequire(import.meta.url);

/** Without tones, ü as v, as it is typed; what is not Han stays as it is. */
function syllablesOf(written: string, surname: 'head' | 'off'): string[] {
  read ??= (load('pinyin-pro') as { pinyin: typeof pinyin }).pinyin;
  const syllables = read(written, {
    surname,
    toneType: 'none',
    type: 'array',
    nonZh: 'consecutive',
  });
  return syllables.map(letterForm).filter((one) => one !== '');
}

/** Letters and digits in one width and case: 买买提·吐尔逊 and Anna-Maria are found without their marks. */
function writtenForm(name: string): string {
  const plain = name.normalize('NFKC').toLowerCase();
  return plain.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '') || plain.trim();
}

/** Latin letters without tones, ü as v: zēng guó fān is zengguofan. Empty if there are letters of another script. */
function letterForm(typed: string): string {
  const bare = typed
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('u\u0308', 'v')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  return /^[a-z0-9]*$/.test(bare) ? bare : '';
}

/** A single Latin letter tells a name from hardly any other, and would only show how they are spread. */
const isTooShort = (characters: readonly string[]): boolean =>
  characters.length < (/^[a-z0-9]/.test(characters[0] ?? '') ? 2 : 1);

function beginningsOf(form: string): string[] {
  const characters = Array.from(form);
  return characters
    .slice(0, BEGINNING_LIMIT)
    .map((_, i) => characters.slice(0, i + 1))
    .filter((one) => !isTooShort(one))
    .map((one) => one.join(''));
}

/** The beginning under which a typed form is found, empty if it is too short for one. */
const cut = (form: string): string => beginningsOf(form).at(-1) ?? '';

const once = (values: readonly string[]): string[] => [...new Set(values)];
