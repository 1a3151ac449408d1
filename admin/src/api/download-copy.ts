import { copyMember } from '@shuke/contract';
import { addressOf } from './call.ts';
import { Problem, problemOf } from './problem.ts';

/** Saves all that is kept of a member as a file, and answers its SHA-256 as the server made it. */
export async function downloadCopy(memberId: string, format: 'json' | 'csv'): Promise<string> {
  const address = addressOf(copyMember, { params: { id: memberId }, query: { format } });
  const response = await fetch(address, { credentials: 'same-origin' }).catch(() => {
    throw new Problem('client.offline');
  });
  if (!response.ok) throw await problemOf(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `member-${memberId}.${format}`;
  link.click();
  URL.revokeObjectURL(url);
  return response.headers.get('x-copy-sha256') ?? '';
}
