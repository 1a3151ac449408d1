import { useMessages } from '../languages/language.tsx';

/** The channel's name as people say it; a channel not known here shows its own code. */
export function useChannelName(): (channel: string | null) => string {
  const { channels } = useMessages().common;
  return (channel) => (channel === null ? '' : (channels[channel] ?? channel));
}
