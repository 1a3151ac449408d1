import type { z } from 'zod';
import { type Fault, Problem } from './problem.ts';

/** Parses a part of the call; every fault is named with its field. Absent schema: the part must be absent too. */
export function check(schema: z.ZodType | undefined, value: unknown, part: 'path' | 'query' | 'body'): unknown {
  if (!schema) return value;
  if (part === 'body' && value === undefined)
    throw new Problem('request.malformed', 'The body is missing: send JSON with content-type application/json.');
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => faultsOf(issue, value)).slice(0, 50);
  const first = faults[0]!;
  const where = part === 'body' ? '' : ` of the ${part}`;
  throw new Problem(
    'request.invalid',
    `${first.field || 'The body'}${where} ${first.message}.${faults.length > 1 ? ` (${faults.length} faults in all)` : ''} Nothing was recorded.`,
    { faults },
  );
}

function faultsOf(issue: z.core.$ZodIssue, value: unknown, path: readonly PropertyKey[] = []): Fault[] {
  const at = [...path, ...issue.path];
  const field = at.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: [...at.map(String), key].join('.'),
      message: 'is not a field of this call: remove it or check its spelling',
    }));
  }
  if (issue.code === 'invalid_union') {
    // Of a union, the branch that comes nearest tells most.
    const given = at.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
    const branches = issue.errors.filter(
      (errors) =>
        !errors.some(
          (one) =>
            one.path.length === 0 && one.code === 'invalid_type' && (one.expected === 'array') !== Array.isArray(given),
        ),
    );
    const nearest = (branches.length > 0 ? branches : issue.errors).toSorted((a, b) => a.length - b.length)[0] ?? [];
    return nearest.flatMap((one) => faultsOf(one, value, at));
  }
  return [{ field, message: tidyMessage(issue) }];
}

function tidyMessage(issue: z.core.$ZodIssue): string {
  const { message } = issue;
  if (issue.code === 'invalid_type' && issue.input === undefined && message.startsWith('Invalid input'))
    return `is missing or of the wrong type: it must be ${issue.expected}`;
  if (issue.code === 'too_big') return `is too large: at most ${issue.maximum}`;
  if (issue.code === 'too_small' && message.startsWith('Too small'))
    return issue.origin === 'string' ? 'must not be empty' : `is too small: at least ${issue.minimum}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (message.startsWith('Invalid input: expected '))
    return `must be ${message.slice('Invalid input: expected '.length).replace(', received', ', not')}`;
  return message.charAt(0).toLowerCase() + message.slice(1);
}
