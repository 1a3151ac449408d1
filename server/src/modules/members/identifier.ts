import { type Identifier, type IdentifierKind, type MemberReference, identifierKinds } from '@shuke/contract';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { Problem } from '../../platform/problem.ts';

const chineseMobile = /^1[3-9]\d{9}$/;
const email = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** Numbers written without a country code are Chinese. E.164, as ITU-T defines it. */
export function normalisePhone(value: string): string | undefined {
  const compact = value.replace(/[\s().-]/g, '');
  if (chineseMobile.test(compact)) return `+86${compact}`;
  const parsed = parsePhoneNumberFromString(value, 'CN');
  return parsed?.isPossible() ? parsed.number : undefined;
}

/** The one spelling under which an identifier is known. Throws `member.identifier-invalid` for what cannot be one. */
export function normaliseIdentifier({ kind, value }: Identifier): Identifier {
  const trimmed = value.trim();
  if (kind === 'phone') {
    const phone = normalisePhone(trimmed);
    if (!phone)
      throw invalid(
        'phone',
        trimmed,
        'is not a phone number. Give it with area code, e.g. 13800000001 or +85251234567',
      );
    return { kind, value: phone };
  }
  if (kind === 'email') {
    if (!email.test(trimmed)) throw invalid('email', trimmed, 'is not an e-mail address. Give it as name@example.com');
    return { kind, value: trimmed.toLowerCase() };
  }
  return { kind, value: trimmed };
}

function invalid(kind: string, value: string, remedy: string): Problem {
  return new Problem('member.identifier-invalid', `${kind} "${value.slice(0, 40)}" ${remedy}.`, {
    faults: [{ field: kind, message: remedy }],
  });
}

/** Who is meant, in the spelling the turn uses. */
export interface MemberRef {
  readonly id?: number;
  readonly identifiers: readonly Identifier[];
}

export function memberRef(reference: MemberReference): MemberRef {
  const identifiers: Identifier[] = [];
  for (const kind of identifierKinds) {
    const value = reference[kind];
    if (value !== undefined) identifiers.push(normaliseIdentifier({ kind, value }));
  }
  return { ...(reference.id ? { id: Number(reference.id) } : {}), identifiers };
}

export const identifierKey = ({ kind, value }: Identifier): string => `${kind}:${value}`;

/** A device or browser is not yet a person: alone it never makes a member. */
const weakKinds: ReadonlySet<IdentifierKind> = new Set(['device', 'anonymous']);

export function namesAPerson(ref: MemberRef): boolean {
  return ref.id !== undefined || ref.identifiers.some((one) => !weakKinds.has(one.kind));
}

/** `phone:+8613800000001` as written in queries. */
export function parseIdentifier(written: string): Identifier {
  const colon = written.indexOf(':');
  const kind = written.slice(0, colon) as IdentifierKind;
  if (colon < 1 || !identifierKinds.includes(kind)) {
    throw new Problem(
      'request.invalid',
      `identifier must be kind:value, e.g. phone:+8613800000001; kinds are ${identifierKinds.join(', ')}.`,
      {
        faults: [{ field: 'identifier', message: 'must be kind:value' }],
      },
    );
  }
  // A plus sign in a query string arrives as a blank when the caller did not encode it.
  const value = kind === 'phone' ? written.slice(colon + 1).replace(/^ /, '+') : written.slice(colon + 1);
  return normaliseIdentifier({ kind, value });
}
