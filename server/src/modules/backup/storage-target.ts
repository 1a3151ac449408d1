import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import type { BackupSettings } from '../../platform/config.ts';
import type { Target } from './target.ts';

export interface StorageSettings extends Pick<BackupSettings, 'endpoint' | 'region' | 'keyId' | 'secretKey'> {
  readonly bucket: string;
  readonly prefix: string;
}

const CALL_LIMIT_MS = 120_000;
const RETRIES = 5;

/** A bucket of an S3-compatible storage: MinIO, OSS, COS, AWS and others. Calls are signed with what they carry (SigV4). */
export function storageTarget({ endpoint, region, keyId, secretKey, bucket, prefix }: StorageSettings): Target {
  const client = new AwsClient({
    accessKeyId: keyId ?? '',
    secretAccessKey: secretKey ?? '',
    region,
    service: 's3',
    retries: RETRIES,
  });
  const host = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  // Some storages take the bucket in the host alone.
  const root = host.hostname.startsWith(`${bucket}.`) ? host.origin : `${host.origin}/${bucket}`;
  const begin = prefix === '' ? '' : `${prefix}/`;
  const addressOf = (name: string) => `${root}/${begin}${name}`;

  async function call(method: string, address: string, body?: Uint8Array): Promise<Response> {
    const sum = createHash('sha256')
      .update(body ?? '')
      .digest('hex');
    const answer = await client
      .fetch(address, {
        method,
        headers: { 'x-amz-content-sha256': sum },
        ...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}),
        signal: AbortSignal.timeout(CALL_LIMIT_MS),
      })
      .catch((error: unknown) => {
        throw new Error(`The storage ${host.host} does not answer: check SHUKE_BACKUP_ENDPOINT and the network.`, {
          cause: error,
        });
      });
    if (answer.ok || (answer.status === 404 && method !== 'PUT')) return answer;
    const code = /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] ?? '';
    throw new Error(
      `The storage ${host.host} answered ${answer.status} ${code} for the bucket ${bucket}: check SHUKE_BACKUP_TO, the region, and what the key may do (list, read, write, delete).`,
    );
  }

  return {
    name: `s3://${bucket}/${prefix}`,
    async list(within) {
      const found = new Map<string, number>();
      let next = '';
      do {
        const query = new URLSearchParams({ 'list-type': '2', prefix: begin + within });
        if (next !== '') query.set('continuation-token', next);
        const answer = await call('GET', `${root}/?${query}`);
        const text = await answer.text();
        if (answer.status === 404) throw new Error(`The storage ${host.host} has no bucket ${bucket}: make it first.`);
        for (const [, content = ''] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          const name = textOf(/<Key>(.*?)<\/Key>/s.exec(content)?.[1] ?? '');
          found.set(name.slice(begin.length), Number(/<Size>(\d+)<\/Size>/.exec(content)?.[1]));
        }
        next = textOf(/<NextContinuationToken>(.*?)<\/NextContinuationToken>/s.exec(text)?.[1] ?? '');
      } while (next !== '');
      return found;
    },
    async read(name) {
      const answer = await call('GET', addressOf(name));
      const bytes = Buffer.from(await answer.arrayBuffer());
      return answer.status === 404 ? undefined : bytes;
    },
    async write(name, bytes) {
      await (await call('PUT', addressOf(name), bytes)).arrayBuffer();
    },
    async drop(name) {
      await (await call('DELETE', addressOf(name))).arrayBuffer();
    },
  };
}

/** Our own names need no escapes; tokens of the storage may have them. */
const textOf = (xml: string) =>
  xml.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
