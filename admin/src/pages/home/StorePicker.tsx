import { lazy, Suspense, useState } from 'react';
import { Popover } from '../../components/Popover.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { usePlaces } from '../../components/use-shop.ts';
import { limitsOf } from '../../format/limits.ts';
import { useMessages } from '../../languages/language.tsx';

const StoreChoice = lazy(async () => ({ default: (await import('./StoreChoice.tsx')).StoreChoice }));

/** Chooses of which stores the figures are. Not there for whoever has one store to choose from. */
export function StorePicker({ of, onChoose }: { of: readonly string[]; onChoose: (of: readonly string[]) => void }) {
  const { home } = useMessages();
  const places = usePlaces();
  const [isOpen, setOpen] = useState(false);
  if (places.stores.length < 2 && of.length === 0) return null;
  const isChosen = of.length > 0;
  return (
    <Popover
      label={home.stores.choose}
      text={isChosen ? home.stores.chosen(String(of.length)) : home.stores.all}
      button={{ size: 'small', type: isChosen ? 'primary' : 'default', ghost: isChosen }}
      isOpen={isOpen}
      onOpen={setOpen}
    >
      <Suspense fallback={<Skeleton height={104} />}>
        <StoreChoice
          known={limitsOf(places)}
          of={of}
          onChoose={(chosen) => {
            setOpen(false);
            onChoose(chosen);
          }}
        />
      </Suspense>
    </Popover>
  );
}
