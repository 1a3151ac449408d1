import { listFactors, renamePasskey, type Passkey } from '@shuke/contract';
import { useState } from 'react';
import { useWrite } from '../../api/use.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useApart } from '../../languages/language.tsx';
import { factorWords } from '../../messages/apart.ts';
import { PasskeyName } from './PasskeyName.tsx';

export function RenamePasskey(props: { passkey: Passkey; onDone: () => void; onClose: () => void }) {
  const { passkey, onDone, onClose } = props;
  const words = useApart(factorWords).passkeys;
  const rename = useWrite(renamePasskey, [listFactors]);
  const [name, setName] = useState(passkey.name);
  const isMissing = name.trim() === '';
  const submit = () => {
    if (!isMissing)
      rename.mutate({ params: { id: passkey.id }, body: { name: name.trim() } }, { onSuccess: () => onDone() });
  };
  return (
    <FormDialog title={words.renameTitle} action={words.renameSave} write={rename} onSubmit={submit} onClose={onClose}>
      <PasskeyName value={name} isMissing={isMissing} onChange={setName} />
    </FormDialog>
  );
}
