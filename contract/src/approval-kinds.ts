import type { Granted } from './permission.ts';

interface ApprovalSpec {
  /** What somebody must be allowed to see of it, and so to decide on it. */
  readonly sees: Granted;
  /** What a rule may ask from some size on; null where each counts alike. */
  readonly unit: 'members' | 'points' | null;
  /** What other systems send goes through: they keep records up to date by the thousand. */
  readonly isForStaffOnly?: true;
}

/** What can be put under approval. A new kind is a line here, named by `approval` of its endpoints. */
export const approvalKinds = {
  'members.edit': { sees: 'members.read', unit: null, isForStaffOnly: true },
  'members.export': { sees: 'members.read', unit: 'members' },
  'members.erase': { sees: 'members.read', unit: null },
  'contacts.broadcast': { sees: 'members.read', unit: 'members' },
  'points.grant': { sees: 'members.read', unit: 'points' },
  'staff.change': { sees: 'staff.read', unit: null },
  'roles.change': { sees: 'roles.read', unit: null },
  'keys.issue': { sees: 'keys.read', unit: null },
  'audit.export': { sees: 'audit.read', unit: null },
  'approvals.rules': { sees: 'approvals.read', unit: null },
} as const satisfies Record<string, ApprovalSpec>;

export type ApprovalKind = keyof typeof approvalKinds;
export const approvalKindNames = Object.keys(approvalKinds) as ApprovalKind[];
export const approvalSpec = (kind: ApprovalKind): ApprovalSpec => approvalKinds[kind];
