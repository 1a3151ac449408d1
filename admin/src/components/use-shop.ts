import { getOverview, listPlaces } from '@shuke/contract';
import { useAnswer } from '../api/use.ts';
import { useFormat, useMessages } from '../languages/language.tsx';
import { useMay } from '../session.tsx';

const RARELY_MS = 10 * 60_000;

/** The shop's tiers and main currency, which change rarely. Who may not see figures gets the usual names of tiers. */
export function useShop() {
  const { language } = useFormat();
  const { common } = useMessages();
  const enabled = useMay()('insight.read');
  const { data } = useAnswer(getOverview, { query: {} }, { staleTime: RARELY_MS, enabled });
  const tiers =
    data?.tiers.map((tier) => ({ code: tier.code, name: language === 'en' ? tier.nameEn : tier.name })) ??
    Object.entries(common.tiers).map(([code, name]) => ({ code, name }));
  return {
    tiers,
    currency: data?.currency ?? 'CNY',
    tierName: (code: string) => tiers.find((tier) => tier.code === code)?.name ?? code,
  };
}

/** Channels and stores seen so far, with regions and brands, for filters. Nothing for who may not see them. */
export function usePlaces() {
  const enabled = useMay()('system.read');
  const { data } = useAnswer(listPlaces, {}, { staleTime: RARELY_MS, enabled });
  return data ?? { channels: [], stores: [], regions: [], brands: [] };
}
