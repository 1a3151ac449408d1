import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** How a draft marks what is missing. A text that holds such a mark is not published. */
export const draftMarks = { zh: '【待填写：', en: '[To fill in: ' } as const;
export const hasDraftMark = (text: string): boolean => Object.values(draftMarks).some((mark) => text.includes(mark));

/** Entries that a notice is drafted from, and that are not there yet. */
export const noticeGaps = ['responsible', 'officer', 'recipients', 'purposes-en'] as const;
export type NoticeGap = (typeof noticeGaps)[number];

export const draftNotice = endpoint({
  method: 'GET',
  path: '/api/privacy/notice',
  permission: 'privacy.publish',
  tag: 'privacy',
  summary: 'A draft of the privacy notice in both languages, from what is recorded; what is missing is marked in it',
  description:
    'It is published with POST /api/policies once somebody has read it, and replaced each mark: by filling in the entry and drafting anew, or by words of their own.',
  answer: z.object({
    text: z.string(),
    textEn: z.string(),
    /** What is not recorded. `officer` alone is no fault: the law asks for one of who processes much. */
    gaps: z.array(z.enum(noticeGaps)),
  }),
});
