import { CopyField } from '../../../components/CopyField.tsx';
import { Confirm } from '../../../components/Confirm.tsx';
import { ShownOnce } from '../../../components/ShownOnce.tsx';
import { useApart } from '../../../languages/language.tsx';
import { keyWords } from '../../../messages/apart.ts';
import { curlLine } from './curl-line.ts';
import type { Issued } from './IssueKey.tsx';

/** The secret, this once, with a line to try it. */
export function KeySecret({ issued, onClose }: { issued: Issued; onClose: () => void }) {
  const { secret: words } = useApart(keyWords);
  const { key, secret } = issued;
  // A call that was repeated after its answer was lost gets the key without the secret.
  if (secret === null) {
    return (
      <Confirm
        title={words.title(key.name)}
        effect={words.gone}
        action={words.done}
        isPending={false}
        error={null}
        onConfirm={onClose}
        onClose={onClose}
      />
    );
  }
  return (
    <ShownOnce title={words.title(key.name)} label={words.label} secret={secret} done={words.done} onClose={onClose}>
      <p>{words.once}</p>
      <p className="soft">{words.try}</p>
      <CopyField label={words.try} text={curlLine(location.origin, secret, key.permissions)} />
    </ShownOnce>
  );
}
