import {
  countTagged,
  getMemberTags,
  getMemberTimeline,
  getOwnTags,
  listAudit,
  listMembers,
  type Endpoint,
} from '@shuke/contract';

/** What shows otherwise once a tag of a member has changed. */
export const shownByTags: Endpoint[] = [
  getMemberTags,
  getOwnTags,
  getMemberTimeline,
  countTagged,
  listMembers,
  listAudit,
];
