import { isReadyRole } from '@shuke/contract';
import { useMessages } from '../languages/language.tsx';

/** The channel's name as people say it; a channel not known here shows its own code. */
export function useChannelName(): (channel: string | null) => string {
  const { channels } = useMessages().common;
  return (channel) => (channel === null ? '' : (channels[channel] ?? channel));
}

/** The role's name: ready ones are named here, others by whoever made them. */
export function useRoleName(): (code: string, ownName: string | null) => string {
  const { roles } = useMessages().access;
  return (code, ownName) => (isReadyRole(code) ? roles[code].name : (ownName ?? code));
}
