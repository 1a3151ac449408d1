import * as contract from '@shuke/contract';
import type { Endpoint } from '@shuke/contract';
import { z } from 'zod';

export interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Every endpoint of the API. Those that other tests would be ended by are for the caller to leave out. */
export const endpoints: readonly Endpoint[] = (Object.values(contract) as unknown[]).filter(
  (one): one is Endpoint => typeof one === 'object' && one !== null && 'method' in one && 'path' in one,
);

export interface SampleCall {
  readonly method: Endpoint['method'];
  readonly path: string;
  readonly body?: unknown;
}

/** What a text field holds, by its path: `query.search`, `body.lines.name`. Undefined leaves out what may be left out. */
export type TextOf = (field: string) => string | undefined;

/** A call as the schemas of an endpoint ask for it: what has to be there, and of what may be there what `textOf` fills. */
export function sampleCall(endpoint: Endpoint, textOf: TextOf): SampleCall {
  const part = (schema: z.ZodType | undefined, name: string) => (schema ? valueOf(jsonOf(schema), name, textOf) : {});
  const params = part(endpoint.params, 'path') as Record<string, unknown>;
  const query = part(endpoint.query, 'query') as Record<string, unknown>;
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return {
    method: endpoint.method,
    path: search.length > 0 ? `${path}?${search.join('&')}` : path,
    ...(endpoint.body ? { body: part(endpoint.body, 'body') } : {}),
  };
}

/** The paths of all texts that an endpoint takes. */
export function textFields(endpoint: Endpoint): string[] {
  const found = new Set<string>();
  sampleCall(endpoint, (field) => {
    found.add(field);
    return 'x';
  });
  return [...found];
}

/** A schema as it is told to callers. */
export const jsonOf = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;

/** What a text is where nothing else is asked for, by the last part of its path. */
const plain: Readonly<Record<string, string>> = {
  phone: '13800000001',
  email: 'a@example.com',
  id: '10001',
  member: '10001',
  currency: 'CNY',
  language: 'zh-CN',
  timezone: 'Asia/Shanghai',
  event: 'product_viewed',
  number: 'S-1',
  channel: 'pos',
  code: 'clerk',
  password: 'correct horse battery',
  current: 'correct horse battery',
};

function valueOf(schema: JsonSchema, at: string, textOf: TextOf): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return valueOf(schema.anyOf.find(({ type }) => type !== 'array') ?? schema.anyOf[0]!, at, textOf);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, at, textOf);
    case 'array':
      return [valueOf(schema.items ?? {}, at, textOf)];
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'string':
    case undefined:
    default:
      return textOf(at) ?? plainText(schema, at);
  }
}

function plainText({ format }: JsonSchema, at: string): string {
  if (format === 'date-time') return '2026-11-01T09:00:00+08:00';
  if (format === 'date') return '2026-11-01';
  return plain[at.slice(at.lastIndexOf('.') + 1)] ?? 'S-1';
}

function objectOf({ properties, required = [], additionalProperties }: JsonSchema, at: string, textOf: TextOf): object {
  if (!properties)
    return typeof additionalProperties === 'object'
      ? { note: valueOf(additionalProperties, `${at}.note`, textOf) }
      : {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, of]) => {
      const field = `${at}.${name}`;
      if (!required.includes(name) && !isFilled(of, field, textOf)) return [];
      return [[name, valueOf(of, field, textOf)]];
    }),
  );
}

/** Whether `textOf` fills anything of what stands at a place. */
function isFilled(schema: JsonSchema, at: string, textOf: TextOf): boolean {
  let isAny = false;
  valueOf(schema, at, (field) => {
    const text = textOf(field);
    isAny ||= text !== undefined;
    return text;
  });
  return isAny;
}
