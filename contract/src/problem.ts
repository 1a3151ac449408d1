import { z } from 'zod';

/** Every refusal the API can give, with its HTTP status. The UI switches on the codes exhaustively. */
export const problemStatus = {
  'request.malformed': 400,
  'request.invalid': 400,
  'request.too-large': 413,
  'request.unsupported-type': 415,
  'request.not-found': 404,
  'request.method': 405,
  'request.throttled': 429,
  'auth.required': 401,
  'auth.failed': 401,
  'auth.forbidden': 403,
  'auth.stores': 403,
  'field.hidden': 403,
  'field.locked': 403,
  'auth.stale': 403,
  'auth.throttled': 429,
  'factor.wrong': 422,
  'factor.challenge': 422,
  'factor.taken': 409,
  'factor.unknown': 404,
  'staff.unknown': 404,
  'staff.email-taken': 409,
  'staff.last-owner': 409,
  'staff.invitation': 422,
  'role.unknown': 422,
  'role.fixed': 409,
  'role.in-use': 409,
  'key.unknown': 404,
  'key.conflict': 409,
  'approval.unknown': 404,
  'approval.over': 409,
  'approval.own': 403,
  'approval.twice': 409,
  'approval.changed': 409,
  'approval.needed': 403,
  'approval.too-few': 409,
  'export.spent': 409,
  'engine.busy': 429,
  'engine.set-aside': 500,
  'store.down': 503,
  'store.unknown': 404,
  'server.fault': 500,
  'member.unknown': 404,
  'member.erased': 410,
  'member.heard': 409,
  'request.unknown': 404,
  'request.closed': 409,
  'incident.unknown': 404,
  'incident.closed': 409,
  'member.identifier-taken': 409,
  'member.identifier-invalid': 422,
  'order.unknown': 404,
  'order.ambiguous': 409,
  'order.money': 422,
  'order.conflict': 409,
  'order.transition': 422,
  'refund.excess': 422,
  'refund.conflict': 409,
  'points.amount': 422,
  'policy.unknown': 404,
  'attribute.type': 422,
  'attribute.consent': 409,
  'attribute.assessment': 409,
  'recipient.unknown': 404,
  'consent.guardian': 422,
  'contact.unknown': 404,
  'contact.stopped': 409,
  'contact.over': 409,
  'policy.outdated': 409,
  'tag.unknown': 404,
  'tag.refused': 409,
  'import.unknown': 404,
  'import.file': 422,
  'import.mapping': 422,
  'import.state': 409,
  'backup.no-target': 409,
  'backup.running': 409,
  'backup.unknown': 404,
  'analytics.down': 503,
  'clock.backwards': 422,
  'clock.elsewhere': 409,
} as const satisfies Record<string, number>;

export type ProblemCode = keyof typeof problemStatus;

export const problemCodes = Object.keys(problemStatus) as ProblemCode[];

/** Why exactly, where one code has many causes, with the names of the values that its text needs. */
export const problemReasons = {
  'file.empty': [],
  'file.oldExcel': [],
  'file.pdf': [],
  'file.noTable': [],
  'file.noText': [],
  'file.noRows': [],
  'file.tooManyColumns': ['columns', 'limit'],
  'file.tooManyLines': ['limit'],
  'file.tooLargeUnfolded': ['limitMegabytes'],
  'file.gzipCutOff': [],
  'file.gzipDamaged': [],
  'file.quoteOpen': [],
  'file.recordTooLong': ['line', 'limitMegabytes'],
  'file.unreadable': ['line'],
  'file.workbookDamaged': [],
  'file.workbookTooLarge': [],
  'file.gone': [],
  'file.keptDamaged': [],
  'file.unforeseen': ['message'],
  'mapping.noObject': [],
  'mapping.unfit': [],
  'mapping.columnAbsent': ['column', 'header'],
  'mapping.columnNeeded': ['column'],
  'mapping.priceNeeded': [],
  'mapping.noTimeZone': ['timezone'],
} as const satisfies Record<string, readonly string[]>;

export type ProblemReason = keyof typeof problemReasons;
export type ReasonValues<Reason extends ProblemReason> = Record<
  (typeof problemReasons)[Reason][number],
  string | number
>;

/** Said in English by `detail` or `message`; whoever speaks another language makes its own text of these. */
const reasoned = {
  reason: z.enum(Object.keys(problemReasons) as ProblemReason[]).optional(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
};

export const whyExactly = z.object(reasoned);

/** One thing wrong with one field: where (`lines.0.quantity`), what, and what to do. */
export const fieldFault = z.object({ field: z.string(), message: z.string(), ...reasoned });

/** RFC 9457 problem details, answered with `application/problem+json`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(problemCodes),
  detail: z.string(),
  ...reasoned,
  faults: z.array(fieldFault).optional(),
  /** Of the call, as in the answer's header x-request-id and in the server's log. */
  requestId: z.string().optional(),
});

export type ProblemBody = z.output<typeof problem>;
