import { contactOutcomes, purposes } from '@shuke/contract';
import type { Chip } from '../../components/Chips.tsx';
import { useChannelName } from '../../components/use-names.ts';
import { useTags } from '../../components/use-tags.ts';
import { useShop } from '../../components/use-shop.ts';
import type { Day } from '../../format/zone.ts';
import { contactText } from '../../format/contact-text.ts';
import { useApart, useFormat, useMessages } from '../../languages/language.tsx';
import { factWords } from '../../messages/apart.ts';
import type { MembersView } from '../../paths.ts';

/** The filters of the URL as sentences. */
export function useMemberChips(view: MembersView, change: (changes: MembersView) => void): Chip[] {
  const { members, common, privacy } = useMessages();
  const { sentence } = members;
  const facts = useApart(factWords);
  const format = useFormat();
  const { tierName, currency } = useShop();
  const channelName = useChannelName();
  const { tagName } = useTags(view.tag !== undefined);

  const range = (from: Day | undefined, to: Day | undefined): string | null => {
    if (from !== undefined && to !== undefined) return common.range(from, to);
    if (from !== undefined) return sentence.since(from);
    return to === undefined ? null : sentence.before(to);
  };
  const joined = range(view.joinedFrom, view.joinedTo);
  const lastOrder = range(view.lastOrderFrom, view.lastOrderTo);
  const gender =
    view.gender === 'female' || view.gender === 'male' || view.gender === 'other' ? common.genders[view.gender] : null;

  const purposeName = (code: string | undefined): string | null => {
    const known = purposes.find((one) => one === code);
    return known === undefined ? null : privacy.purposes[known];
  };
  const [renew, older] = [purposeName(view.renew), purposeName(view.older)];

  const contact = contactOutcomes.find((one) => one === view.contact);
  const noContact = { contact: undefined, contactFrom: undefined };

  const chips: (readonly [string | null, MembersView])[] = [
    [view.tier === undefined ? null : sentence.tier(tierName(view.tier)), { tier: undefined }],
    [view.channel === undefined ? null : sentence.channel(channelName(view.channel)), { channel: undefined }],
    [view.store === undefined ? null : sentence.store(view.store), { store: undefined }],
    [view.tag === undefined ? null : sentence.tag(tagName(view.tag)), { tag: undefined }],
    [gender === null ? null : sentence.gender(gender), { gender: undefined }],
    [joined === null ? null : sentence.joined(joined), { joinedFrom: undefined, joinedTo: undefined }],
    [lastOrder === null ? null : sentence.lastOrder(lastOrder), { lastOrderFrom: undefined, lastOrderTo: undefined }],
    [
      view.minSpentMinor === undefined ? null : sentence.spent(format.money(Number(view.minSpentMinor) || 0, currency)),
      { minSpentMinor: undefined },
    ],
    [
      view.minPoints === undefined ? null : sentence.points(format.count(Number(view.minPoints) || 0)),
      { minPoints: undefined },
    ],
    [renew === null ? null : sentence.renew(renew), { renew: undefined }],
    [older === null ? null : sentence.older(older), { older: undefined }],
    [contact === undefined ? null : sentence.contact(contactText(contact, facts), view.contactFrom ?? ''), noContact],
  ];
  return chips.flatMap(([text, without]) =>
    text === null ? [] : [{ key: Object.keys(without).join(), sentence: text, onRemove: () => change(without) }],
  );
}
