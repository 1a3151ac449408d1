import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { csvLine } from '../../platform/csv.ts';

/** What each part of Shuke keeps of a member, by name: `profile`, `orders` … The modules that own it give it, all of it. */
export type CopyOf = (member: number) => Promise<Readonly<Record<string, unknown>>>;

/** All that is kept of a member, to be handed over: JSON for programs, CSV for people, a line for each value. */
export function sendCopy(
  reply: FastifyReply,
  member: string,
  copy: Readonly<Record<string, unknown>>,
  format: 'json' | 'csv',
): FastifyReply {
  const body = format === 'json' ? JSON.stringify(copy, null, 2) : toCsv(copy);
  return reply
    .header('content-disposition', `attachment; filename="member-${member}.${format}"`)
    .header('x-copy-sha256', createHash('sha256').update(body).digest('hex'))
    .type(format === 'json' ? 'application/json; charset=utf-8' : 'text/csv; charset=utf-8')
    .send(body);
}

function toCsv(copy: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(copy).flatMap(([part, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one: unknown, at) =>
      [...leaves(one)].map(([field, leaf]) => csvLine([part, at + 1, field, leaf])),
    ),
  );
  return `\uFEFF${csvLine(['part', 'number', 'field', 'value'])}${lines.join('')}`;
}

/** The single values in a value, each with the path that leads to it: `lines.1.sku`. */
function* leaves(value: unknown, path = ''): Generator<[string, string]> {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') return yield [path, typeof value === 'string' ? value : JSON.stringify(value)];
  for (const [name, inner] of Object.entries(value)) yield* leaves(inner, path === '' ? name : `${path}.${name}`);
}
