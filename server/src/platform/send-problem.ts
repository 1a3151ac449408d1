import type { ProblemBody } from '@shuke/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Log, stackOf } from './log.ts';
import { isStoreDown } from './postgres.ts';
import { Problem } from './problem.ts';
import { REQUEST_ID } from './request-id.ts';

/** JSON bodies: 500 orders with many lines fit, floods do not. Files are streamed and have limits of their own. */
export const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', String(problem.retryAfterSeconds));
  const requestId = reply.request.id;
  return reply
    .code(problem.status)
    .header(REQUEST_ID, requestId)
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem.toBody(), requestId } satisfies ProblemBody));
}

export const notOfType = () => new Problem('request.unsupported-type', 'Send JSON with content-type application/json.');

const notJson =
  'The body is not valid JSON, or has a key __proto__ or constructor.prototype. Check quotes, commas and brackets; nothing was recorded.';

const fastifyProblems: Readonly<Record<string, () => Problem>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: () => new Problem('request.malformed', notJson),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new Problem('request.malformed', 'The body is empty: send JSON.'),
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new Problem(
      'request.too-large',
      `The body is larger than ${BODY_LIMIT_BYTES / 1024 / 1024} MB. Send it in several calls, or import it as a file.`,
    ),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: notOfType,
  FST_ERR_BAD_URL: () =>
    new Problem(
      'request.malformed',
      'The address holds a % that is not followed by an encoded character. Encode it as %25.',
    ),
  FST_ERR_MAX_PARAM_LENGTH: () =>
    new Problem(
      'request.not-found',
      'A part of the address is longer than anything here is called. See /docs for what there is.',
    ),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new Problem(
      'request.malformed',
      'The body is shorter or longer than its content-length says. Send the length of the body.',
    ),
};

/** Whatever went wrong, as something a caller can read; what is our fault is logged and tells nothing of the inside. */
export function asProblem(error: unknown, request: FastifyRequest, log: Log): Problem {
  if (error instanceof Problem) return error;
  const known = fastifyProblems[(error as { code?: string }).code ?? ''];
  if (known) return known();
  if (error instanceof SyntaxError || (error as { statusCode?: number }).statusCode === 400) {
    return new Problem('request.malformed', notJson);
  }
  if ((error as { statusCode?: number }).statusCode === 413) return fastifyProblems['FST_ERR_CTP_BODY_TOO_LARGE']!();
  if (isStoreDown(error))
    return new Problem('store.down', 'The database cannot be reached; nothing was recorded. Try again in a moment.', {
      retryAfterSeconds: 2,
    });
  const [requestId, method, route] = [request.id, request.method, request.routeOptions.url ?? ''];
  log(`request ${requestId} ${method} ${route} failed: ${stackOf(error)}`, {
    level: 'error',
    requestId,
    method,
    route,
  });
  return new Problem(
    'server.fault',
    `Something went wrong on our side (request ${request.id}). The operator finds it in the server's log.`,
  );
}
