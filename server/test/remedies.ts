import type { ProblemCode } from '@shuke/contract';

/**
 * What the text of a refusal has to tell whoever was refused: what to do now, or which value is taken. The words are those
 * of the remedy, not of the fault, so that a text may be rewritten freely as long as it still helps.
 */
export const remedies: Readonly<Record<ProblemCode, RegExp>> = {
  'request.malformed': /\b(send|check|encode)\b/i,
  'request.invalid':
    /\b(must|at most|at least|remove|give|send|choose|say which|start again|lies outside the years \d+ to \d+)\b/i,
  'request.too-large': /\b(several calls|split|compress)\b/i,
  'request.unsupported-type': /\bsend JSON\b/i,
  'request.not-found': /\b(see|list)\b/i,
  'request.method': /\bknows (GET|POST|PUT|DELETE)\b/,
  'auth.required': /\b(sign in|send an API key)\b/i,
  'auth.failed': /\b(check|send)\b/i,
  'auth.forbidden': /\bneeds? the (header|permission) \S/i,
  'auth.throttled': /\bwait\b.*\btry again\b/i,
  'key.conflict': /\b(same body|new key)\b/i,
  'engine.busy': /\btry again\b/i,
  'engine.set-aside': /\bneed not be sent again\b/i,
  'store.down': /\b(try again|send it again|ask again|same key)\b/i,
  'server.fault': /\boperator\b.*\blog\b/i,
  'member.unknown': /\b(name the member|find the member)\b/i,
  'member.identifier-taken': /\bsend identifiers of one member\b/i,
  'member.identifier-invalid': /\bgive it (as|with)\b/i,
  'order.unknown': /\b(record the order first|find it)\b/i,
  'order.ambiguous': /\bname one with \?channel=/i,
  'order.money': /\bcorrect the amounts\b/i,
  'order.conflict': /\b(as a refund|another number)\b/i,
  'order.transition': /\b(send a refund|send it as paid|leave the refund out)\b/i,
  'refund.excess': /\bno more than\b/i,
  'refund.conflict': /\banother refund id\b/i,
  'points.amount': /\bat least 1\b/i,
  'import.unknown': /\blists them\b/i,
  'import.file': /\b(export|split|save|upload|close|at most)\b/i,
  'import.mapping': /\b(must|give|choose|name|map|another|column)\b/i,
  'import.state': /\b(needs one of|upload)\b/i,
  'analytics.down': /\btry again\b/i,
  'clock.backwards': /\bstands at \S+ and only moves forward\b/i,
  'clock.elsewhere': /\bask that process\b/i,
};
