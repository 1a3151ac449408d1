import type { Role } from '@shuke/contract';

const LONGEST = 40;

export const isRoleCode = (text: string): boolean => /^[a-z][a-z0-9-]{0,39}$/.test(text);

/** A code for a role of this name: what can be written small and plain of it, else `role`, with a number where it is taken. */
export function codeFor(name: string, roles: readonly Pick<Role, 'code'>[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+/, '')
    .slice(0, LONGEST - 4)
    .replace(/-+$/, '');
  const wanted = plain === '' ? 'role' : plain;
  const taken = new Set(roles.map(({ code }) => code));
  let code = wanted;
  for (let number = 2; taken.has(code); number += 1) code = `${wanted}-${number}`;
  return code;
}
