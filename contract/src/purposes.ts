/** What a member's data may be used for, each consented to by itself. */
export const purposes = ['membership', 'marketing', 'personalisation', 'sensitive', 'sharing'] as const;
export type Purpose = (typeof purposes)[number];
