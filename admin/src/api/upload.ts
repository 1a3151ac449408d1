import { createImport, type ImportView } from '@shuke/contract';
import { addressOf, adminHeader, newKey } from './call.ts';
import { Problem, problemOf } from './problem.ts';

/** Sends a file as the raw body. XMLHttpRequest, because fetch cannot tell how much has been sent. */
export function uploadImport(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<ImportView> {
  const request = new XMLHttpRequest();
  request.open(createImport.method, addressOf(createImport, { query: { fileName: file.name } }));
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.setRequestHeader('Idempotency-Key', newKey());
  for (const [name, value] of Object.entries(adminHeader)) request.setRequestHeader(name, value);
  signal.addEventListener('abort', () => request.abort(), { once: true });
  const sent = new Promise<ImportView>((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener('error', () => reject(new Problem('client.offline')));
    request.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    request.addEventListener('load', () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as ImportView);
      else
        problemOf({ status: request.status, text: () => Promise.resolve(request.responseText) }).then(reject, reject);
    });
  });
  request.send(file);
  return sent;
}
