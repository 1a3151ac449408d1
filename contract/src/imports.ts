import { z } from 'zod';
import { cursorQuery, currency, id, listOf, text } from './common.ts';
import { endpoint } from './endpoint.ts';

export const importStates = ['mapping', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed'] as const;
export type ImportState = (typeof importStates)[number];

/** What a column of an order file can mean. */
export const orderColumns = ['number', 'sku', 'name', 'category', 'quantity', 'unitPrice', 'at', 'member', 'phone', 'email', 'region', 'channel', 'store', 'discount', 'total', 'status'] as const;
export const orderColumn = z.enum(orderColumns);

/** How the file is to be read. Columns by header name; settings that the file cannot tell. */
export const importMapping = z.strictObject({
  columns: z.record(orderColumn, text(200)),
  currency: currency.default('CNY'),
  channel: text(40).default('import'),
  store: text(40).optional(),
  /** Zone of times written without one. */
  timezone: text(60).default('Asia/Shanghai'),
  /** What the `member` column holds. */
  memberKind: z.enum(['external', 'phone', 'email', 'card']).default('external'),
  /** Codes that are postage or fees, not goods: they count as shipping or are set aside. */
  shippingSkus: z.array(text(100)).max(100).default([]),
  feeSkus: z.array(text(100)).max(100).default([]),
});
export type ImportMapping = z.output<typeof importMapping>;
export type ImportMappingInput = z.input<typeof importMapping>;

const totals = z.object({ lines: z.int(), quantity: z.int(), amountMinor: z.int() });

/** The report: everything read is somewhere, and totals before = totals after. */
export const importReport = z.object({
  lines: z.int(),
  orders: z.int(),
  ordersNew: z.int(),
  ordersKnown: z.int(),
  refunds: z.int(),
  members: z.int(),
  membersNew: z.int(),
  withoutMember: z.int(),
  points: z.int(),
  setAside: z.array(z.object({ reason: z.string(), lines: z.int(), amountMinor: z.int(), example: z.string() })),
  /** Reconciliation in minor units: read = orders − refunds + setAside, line by line. */
  reconciliation: z.object({ read: totals, sold: totals, refunded: totals, setAside: totals, isBalanced: z.boolean() }),
  from: z.string().nullable(),
  until: z.string().nullable(),
});
export type ImportReport = z.output<typeof importReport>;

export const importView = z.object({
  id, kind: z.literal('orders'), fileName: z.string(), bytes: z.int(), state: z.enum(importStates),
  encoding: z.string(), headers: z.array(z.string()), samples: z.array(z.record(z.string(), z.string())),
  mapping: importMapping, isDryRun: z.boolean(),
  progress: z.object({ done: z.int(), total: z.int(), linesPerSecond: z.int(), remainingSeconds: z.int().nullable() }),
  report: importReport.nullable(), error: z.string().nullable(),
  createdAt: z.string(), startedAt: z.string().nullable(), finishedAt: z.string().nullable(), createdBy: z.string(),
});
export type ImportView = z.output<typeof importView>;

const path = z.object({ id });

export const createImport = endpoint({
  method: 'POST', path: '/api/imports', permission: 'imports.write', tag: 'imports', upload: true,
  summary: 'Upload a file (CSV, CSV.gz, XLSX), as multipart field `file` or as the raw body with ?fileName=',
  description: 'Answers with the guessed mapping and samples, in state `mapping`. `start=true` runs it at once with the guess; an optional multipart field or query `mapping` (JSON) overrides parts of the guess.',
  query: z.strictObject({ fileName: z.string().max(300).optional(), kind: z.literal('orders').default('orders'), start: z.enum(['true', 'false']).default('false'), mapping: z.string().max(10_000).optional() }),
  answer: importView,
});
export const listImports = endpoint({ method: 'GET', path: '/api/imports', permission: 'imports.read', tag: 'imports', summary: 'Imports, newest first', query: z.strictObject(cursorQuery), answer: listOf(importView) });
export const getImport = endpoint({ method: 'GET', path: '/api/imports/{id}', permission: 'imports.read', tag: 'imports', summary: 'One import with progress and report', params: path, answer: importView });
export const mapImport = endpoint({ method: 'PUT', path: '/api/imports/{id}/mapping', permission: 'imports.write', tag: 'imports', summary: 'Set the mapping', params: path, body: importMapping, answer: importView });
export const runImport = endpoint({ method: 'POST', path: '/api/imports/{id}/run', permission: 'imports.write', tag: 'imports', summary: 'Run it, or check it without changing anything (dryRun)', params: path, body: z.strictObject({ dryRun: z.boolean().default(false) }), answer: importView });
export const cancelImport = endpoint({ method: 'POST', path: '/api/imports/{id}/cancel', permission: 'imports.write', tag: 'imports', summary: 'Stop it; what is already recorded stays and the report says how far it came', params: path, answer: importView });
export const setAsideRows = endpoint({ method: 'GET', path: '/api/imports/{id}/set-aside', permission: 'imports.read', tag: 'imports', summary: 'The lines set aside, with the reason, as CSV', params: path, query: z.strictObject({ reason: z.string().max(100).optional() }) });
