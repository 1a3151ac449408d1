import type { Words } from '@shuke/contract';

export type Cell = string | number | null | undefined;

/** A table of the pack: `title` names its file, `columns` head it. */
export interface PackTable {
  readonly title: Words;
  readonly columns: readonly Words[];
  readonly rows: readonly (readonly (Cell | Words)[])[];
}

export const listed = (all: readonly Words[]): Words => ({
  zh: all.map(({ zh }) => zh).join('、'),
  en: all.map(({ en }) => en).join(', '),
});
