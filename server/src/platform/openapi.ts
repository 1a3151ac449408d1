import { deferred, problem } from '@shuke/contract';
import { z } from 'zod';
import type { Route } from './http.ts';

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): object => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>;
  return json;
};

interface ObjectSchema {
  properties?: Record<string, object>;
  required?: string[];
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as ObjectSchema;
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: of,
  }));
}

function requestBody({ endpoint }: Route): object | undefined {
  if (endpoint.upload) {
    const file = { schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } };
    return {
      required: true,
      content: {
        'multipart/form-data': file,
        'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
      },
    };
  }
  if (!endpoint.body) return undefined;
  return { required: true, content: { 'application/json': { schema: schemaOf(endpoint.body as z.ZodType, 'input') } } };
}

function operation(one: Route): object {
  const { endpoint } = one;
  const takesKey = endpoint.method !== 'GET' && one.keys !== 'none';
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    schema: { type: 'string', maxLength: 200 },
    description: 'The same key and body give the first answer again; another body gives 409.',
  };
  return {
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.description ? { description: endpoint.description } : {}),
    'x-permission': endpoint.permission,
    security: endpoint.permission === 'public' ? [] : [{ key: [] }, { session: [] }],
    parameters: [
      ...parameters(endpoint.params as z.ZodType, 'path'),
      ...parameters(endpoint.query as z.ZodType, 'query'),
      ...(takesKey ? [key] : []),
    ],
    ...(requestBody(one) ? { requestBody: requestBody(one) } : {}),
    responses: {
      [endpoint.status ?? 200]: endpoint.answer
        ? {
            description: 'Done',
            content: { 'application/json': { schema: schemaOf(endpoint.answer as z.ZodType, 'output') } },
          }
        : { description: 'A file' },
      ...(endpoint.approval
        ? {
            202: {
              description: 'Waits for approval; nothing is changed yet',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Deferred' } } },
            },
          }
        : {}),
      default: {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** The OpenAPI 3.1 document of all routes; derived, so it cannot disagree with what the server checks. */
export function openApi(
  routes: readonly Route[],
  info: { readonly title: string; readonly version: string; readonly description: string },
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const one of routes) (paths[one.endpoint.path] ??= {})[one.endpoint.method.toLowerCase()] = operation(one);
  return {
    openapi: '3.1.0',
    info,
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output'), Deferred: schemaOf(deferred, 'output') },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'shuke_session' },
      },
    },
  };
}
