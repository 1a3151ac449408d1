import { FormDialog } from './FormDialog.tsx';

interface Props {
  title: string;
  /** What follows from it, before it is done. */
  effect: string;
  /** The button that does it, named for what it does. */
  action: string;
  isDanger?: boolean;
  isPending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is done that somebody else will feel. */
export function Confirm({ effect, isPending, error, onConfirm, ...dialog }: Props) {
  return (
    <FormDialog {...dialog} write={{ isPending, error }} onSubmit={onConfirm}>
      <p>{effect}</p>
    </FormDialog>
  );
}
