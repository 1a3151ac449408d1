/**
 * Stands in for Zod in the browser. The admin needs the endpoints' methods, paths and types from the contract but
 * never validates (the server does, and answers with the faults), so 28 KB of validator stay out of the first load.
 */
const validating = new Set<PropertyKey>(['parse', 'safeParse', 'parseAsync', 'safeParseAsync', '~standard']);

const schema: unknown = new Proxy(() => schema, {
  get(_target, name) {
    if (validating.has(name))
      throw new Error('The admin ships without Zod: let the server validate, it answers with the faults.');
    return schema;
  },
  apply: () => schema,
});

export const z = schema;
