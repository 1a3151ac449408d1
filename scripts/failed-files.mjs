/**
 * A reporter of node:test that writes only the files in which a test failed, one per line. A test's own `file` is where `test` was
 * called, which may be elsewhere; a file that died has no summary, and is told as a test of its own name.
 */
export default async function* failedFiles(events) {
  for await (const { type, data } of events) {
    const hasFailed = type === 'test:summary' && data.file !== undefined && !data.success;
    const hasDied = type === 'test:fail' && data.name === data.file;
    if (hasFailed || hasDied) yield `${data.file}\n`;
  }
}
