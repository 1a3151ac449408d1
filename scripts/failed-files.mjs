/** A reporter of node:test that writes only the files in which a test failed, one per line. */
export default async function* failedFiles(events) {
  const seen = new Set();
  for await (const { type, data } of events)
    if (type === 'test:fail' && data.file && !seen.has(data.file)) {
      seen.add(data.file);
      yield `${data.file}\n`;
    }
}
