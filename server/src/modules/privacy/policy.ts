import { createHash } from 'node:crypto';

/** One version of a policy, without its texts. */
export interface Version {
  readonly version: number;
  readonly hash: string;
  readonly asksAgain: boolean;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
  readonly publishedBy: string;
}

/** Versions of one policy, oldest first. */
export type PolicyVersions = readonly Version[];

/** Hex SHA-256 of the JSON array of both texts. */
export const hashOfTexts = (text: string, textEn: string | null): string =>
  createHash('sha256')
    .update(JSON.stringify([text, textEn]))
    .digest('hex');
