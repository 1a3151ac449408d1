import { z } from 'zod';
import { cursorQuery, id, instant, listOf, text, wholeNumber } from './common.ts';
import { dataKinds } from './data-kinds.ts';
import { endpoint } from './endpoint.ts';

/** How grave, as the 国家网络安全事件分级指南 has it: 一般, 较大, 重大, 特别重大. From `large` on it has to be reported. */
export const incidentLevels = ['general', 'large', 'grave', 'extreme'] as const;
export type IncidentLevel = (typeof incidentLevels)[number];

/** Hours from finding an incident until it has to be reported (国家网络安全事件报告管理办法, from 2025-11-01). */
export const INCIDENT_HOURS = 4;
export const mustBeReported = (level: IncidentLevel): boolean => level !== 'general';

/** `reported` to the authority; `told` to the people it touches; `closed` when nothing is left to do. */
export const incidentMarks = ['reported', 'told', 'closed'] as const;
export type IncidentMark = (typeof incidentMarks)[number];

const words = text(4000).nullable().default(null);

/** What the law wants told (57). What is not known yet is left out, and filled in later. */
const incidentBody = z.strictObject({
  title: text(120),
  level: z.enum(incidentLevels),
  foundAt: instant,
  data: z.array(z.enum(dataKinds), 'must be a list of kinds of data').min(1, 'must name at least one').max(20),
  /** How many people it touches; null while nobody knows. */
  people: wholeNumber.min(0, 'must be at least 0').max(10_000_000_000).nullable().default(null),
  cause: words,
  harm: words,
  measures: words,
  /** Who answers questions about it, and how they are reached. */
  contact: text(200),
});

const said = z.object({ id: z.string(), name: z.string() });

export const incident = z.object({
  id,
  title: z.string(),
  level: z.enum(incidentLevels),
  foundAt: z.string(),
  data: z.array(z.enum(dataKinds)),
  people: z.int().nullable(),
  cause: z.string().nullable(),
  harm: z.string().nullable(),
  measures: z.string().nullable(),
  contact: z.string(),
  recordedAt: z.string(),
  recordedBy: said,
  /** When it has to be reported; null where it need not be. */
  dueAt: z.string().nullable(),
  reportedAt: z.string().nullable(),
  toldAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  /** What was said when each mark was set, latest last. */
  notes: z.array(z.object({ at: z.string(), mark: z.enum(incidentMarks), note: z.string().nullable(), by: said })),
});
export type Incident = z.output<typeof incident>;

export const listIncidents = endpoint({
  method: 'GET',
  path: '/api/incidents',
  permission: 'privacy.incidents',
  tag: 'privacy',
  summary: 'Breaches of data with their clocks, latest first',
  query: z.strictObject(cursorQuery),
  answer: listOf(incident),
});

export const recordIncident = endpoint({
  method: 'POST',
  path: '/api/incidents',
  permission: 'privacy.incidents',
  approval: null,
  tag: 'privacy',
  summary: 'Write down a breach of data that was found; its clock of 4 hours runs from when it was',
  body: incidentBody,
  answer: incident,
});

export const changeIncident = endpoint({
  method: 'PUT',
  path: '/api/incidents/{id}',
  permission: 'privacy.incidents',
  approval: null,
  tag: 'privacy',
  summary: 'Tell more, or better, of a breach that is not closed',
  params: z.object({ id }),
  body: incidentBody,
  answer: incident,
});

export const markIncident = endpoint({
  method: 'POST',
  path: '/api/incidents/{id}/marks',
  permission: 'privacy.incidents',
  approval: null,
  tag: 'privacy',
  summary: 'Tell that a breach was reported to the authority, told to the people, or closed',
  description:
    'Closing without having told the people needs a note: the law allows it only where harm was averted (57).',
  params: z.object({ id }),
  body: z.strictObject({
    mark: z.enum(incidentMarks),
    /** When; now unless told. */
    at: instant.nullable().default(null),
    note: text(1000).nullable().default(null),
  }),
  answer: incident,
});
