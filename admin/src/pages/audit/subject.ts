/** Something an entry is about, that has a name and mostly a page. */
export interface Subject {
  kind:
    | 'member'
    | 'staff'
    | 'role'
    | 'key'
    | 'policy'
    | 'import'
    | 'setAside'
    | 'approval'
    | 'rule'
    | 'rules'
    | 'export'
    | 'incident'
    | 'responsible'
    | 'recipient'
    | 'assessment'
    | 'retention'
    | 'attribute'
    | 'tag'
    | 'store';
  id: string;
}

const kindOf: Readonly<Record<string, Subject['kind']>> = {
  'member:': 'member',
  'staff:': 'staff',
  'role:': 'role',
  'key:': 'key',
  'policy:': 'policy',
  'approval:': 'approval',
  'rule:': 'rule',
  'rules:': 'rules',
  'export:': 'export',
  'incident:': 'incident',
  'responsible:': 'responsible',
  'recipient:': 'recipient',
  'assessment:': 'assessment',
  'retention:': 'retention',
  'attribute:': 'attribute',
  'tag:': 'tag',
  'store:': 'store',
  '/api/members/': 'member',
  '/api/approvals/': 'approval',
  '/api/staff/': 'staff',
  '/api/imports/': 'import',
  '/api/set-aside/': 'setAside',
};

/** What is meant by `member:10001`, or by the address of a call, `/api/imports/3/run`; null where it is nothing of its own. */
export function subjectOf(object: string): Subject | null {
  const [, prefix = '', id = ''] = /^([a-z]+:|\/api\/[a-z-]+\/)([^/]+)/.exec(object) ?? [];
  // Below /api/members stands what is about all of them as well.
  if (prefix === '/api/members/' && !/^\d+$/.test(id)) return null;
  const kind = kindOf[prefix];
  return kind === undefined ? null : { kind, id };
}
