import type { PolicyCode, PolicyVersion } from '@shuke/contract';
import type { Scope } from '../../engine/index.ts';
import { type Version, hashOfTexts } from './policy.ts';
import { policies, policyVersions } from './store.ts';

export interface PublishPolicy {
  readonly code: PolicyCode;
  readonly text: string;
  readonly textEn: string | null;
  readonly asksAgain: boolean;
  readonly by: string;
}

/** Publishes the next version of a policy. What is the latest already stays it, so that nobody is asked again for nothing. */
export function publishPolicy(scope: Scope, { code, text, textEn, asksAgain, by }: PublishPolicy): PolicyVersion {
  const before = scope.get(policies, code) ?? [];
  const latest = before.at(-1);
  const hash = hashOfTexts(text, textEn);
  if (latest?.hash === hash && latest.asksAgain === asksAgain) return toPolicyVersion(code, latest);
  const next: Version = {
    version: (latest?.version ?? 0) + 1,
    hash,
    asksAgain,
    publishedAt: scope.now,
    publishedBy: by,
  };
  scope.set(policies, code, [...before, next]);
  scope.add(policyVersions, { ...next, code, text, textEn });
  return toPolicyVersion(code, next);
}

export const toPolicyVersion = (code: PolicyCode, one: Version): PolicyVersion => ({
  code,
  ...one,
  publishedAt: new Date(one.publishedAt).toISOString(),
});
