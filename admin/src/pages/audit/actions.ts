/**
 * What the trail tells of: inputs of the engine by their kind, calls by method and address. Another one is shown by its
 * code; a new one is a line here, and its name and sentence in each language’s `audit.ts`.
 */
export const actions = [
  'member.upsert',
  'points.grant',
  'GET /api/members/export',
  'consent.record',
  'policy.publish',
  'staff.invite',
  'staff.join',
  'staff.change',
  'POST /api/staff/{id}/invitation',
  'DELETE /api/staff/{id}/sessions',
  'role.save',
  'role.drop',
  'key.issue',
  'key.rotate',
  'key.revoke',
  'POST /api/imports',
  'PUT /api/imports/{id}/mapping',
  'POST /api/imports/{id}/run',
  'POST /api/imports/{id}/cancel',
  'session.opened',
  'session.refused',
  'session.ended',
  'DELETE /api/sessions/{id}',
  'password.chosen',
  'password.reset',
  'PUT /api/session/password',
  'approval.ask',
  'approval.approve',
  'approval.refuse',
  'approval.withdraw',
  'approval.comment',
  'approval.expire',
  'approval.rule',
  'export.ask',
  'POST /api/set-aside/{id}/replay',
  'POST /api/clock',
] as const;
export type Action = (typeof actions)[number];

export const isAction = (code: string): code is Action => actions.some((known) => known === code);
