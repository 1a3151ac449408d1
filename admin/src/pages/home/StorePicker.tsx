import { useState } from 'react';
import { Popover } from '../../components/Popover.tsx';
import { usePlaces } from '../../components/use-shop.ts';
import { limitsOf } from '../../format/limits.ts';
import { useApart } from '../../languages/language.tsx';
import { figureStoreWords } from '../../messages/apart.ts';
import { StoreChoice } from './StoreChoice.tsx';

interface Props {
  of: readonly string[];
  onChoose: (of: readonly string[]) => void;
}

/** Chooses of which stores the figures are. Not there for whoever has one store to choose from. */
export function StorePicker({ of, onChoose }: Props) {
  const words = useApart(figureStoreWords);
  const places = usePlaces();
  const [isOpen, setOpen] = useState(false);
  if (places.stores.length < 2 && of.length === 0) return null;
  const isChosen = of.length > 0;
  return (
    <Popover
      label={words.choose}
      text={isChosen ? words.chosen(String(of.length)) : words.all}
      button={{ size: 'small', type: isChosen ? 'primary' : 'default', ghost: isChosen }}
      isOpen={isOpen}
      onOpen={setOpen}
    >
      <StoreChoice
        known={limitsOf(places)}
        of={of}
        onChoose={(chosen) => {
          setOpen(false);
          onChoose(chosen);
        }}
      />
    </Popover>
  );
}
