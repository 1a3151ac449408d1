import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useMessages } from '../languages/language.tsx';
import './copy-field.css';

/** Copies what stands in the element. The clipboard is missing on plain http in a shop's own network; selecting works there too. */
async function copy(text: string, shown: HTMLElement): Promise<boolean> {
  // Only missing outside https and localhost, which the types do not know.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard !== undefined) {
    try {
      await clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed: selected below, where it can be copied by hand.
    }
  }
  getSelection()?.selectAllChildren(shown);
  return document.execCommand('copy');
}

/** Text to be copied elsewhere, with a button that does. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const { common } = useMessages();
  const shown = useRef<HTMLElement>(null);
  const [isCopied, setCopied] = useState(false);
  const onCopy = async () => {
    if (shown.current !== null) setCopied(await copy(text, shown.current));
  };
  return (
    <fieldset className="copy-field" aria-label={label}>
      <code ref={shown}>{text}</code>
      <Button type="default" aria-live="polite" onClick={() => void onCopy()}>
        {isCopied ? common.copied : common.copy}
      </Button>
    </fieldset>
  );
}
