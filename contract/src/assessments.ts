import { z } from 'zod';
import { attributeName, day, id, text } from './common.ts';
import { endpoint } from './endpoint.ts';

/** What has to be assessed beforehand (个人信息保护法 55): sensitive data, decisions by machine, giving data to others, sending it abroad, all else that weighs on people. */
export const assessmentAbout = ['sensitive', 'automated', 'recipients', 'abroad', 'other'] as const;
export type AssessmentAbout = (typeof assessmentAbout)[number];

export const assessmentResults = ['acceptable', 'refused'] as const;
export type AssessmentResult = (typeof assessmentResults)[number];

const words = text(4000);

/** What the law wants assessed (56). */
const assessmentBody = z.strictObject({
  title: text(120),
  about: z.enum(assessmentAbout),
  /** Fields of the profile, by code. */
  fields: z.array(attributeName, 'must be a list of codes of fields').max(50).default([]),
  /** Recipients, by id. */
  recipients: z.array(id, 'must be a list of ids of recipients').max(200).default([]),
  /** Why purpose and means are lawful, proper and needed. */
  necessity: words,
  /** What it does to people, and what could go wrong. */
  risk: words,
  /** How they are protected, and why that is in proportion. */
  measures: words,
  result: z.enum(assessmentResults),
  /** Who assessed it. */
  assessor: text(100),
  madeOn: day,
});

export const assessment = z.object({
  ...assessmentBody.shape,
  id,
  recordedAt: z.string(),
  recordedBy: z.object({ id: z.string(), name: z.string() }),
});
export type Assessment = z.output<typeof assessment>;

export const listAssessments = endpoint({
  method: 'GET',
  path: '/api/privacy/assessments',
  permission: 'privacy.read',
  stores: 'free',
  tag: 'privacy',
  summary: 'Assessments of what weighs on people, latest first. They are kept for good',
  answer: z.object({ items: z.array(assessment) }),
});

export const recordAssessment = endpoint({
  method: 'POST',
  path: '/api/privacy/assessments',
  permission: 'privacy.publish',
  approval: null,
  tag: 'privacy',
  summary: 'Keep an assessment that was made; it is not changed afterwards, a later one takes its place',
  description: 'A field is classed sensitive only once the latest assessment that names it found it acceptable.',
  body: assessmentBody.check(({ value, issues }) => {
    const lacks = (path: 'fields' | 'recipients', message: string) =>
      issues.push({ code: 'custom', path: [path], message, input: value[path] });
    if (value.about === 'sensitive' && value.fields.length === 0)
      lacks('fields', 'must name the fields that were assessed');
    if (value.about === 'recipients' && value.recipients.length === 0)
      lacks('recipients', 'must name the recipients that were assessed');
  }),
  answer: assessment,
});
