import { Input } from 'antd';
import { useRef, useState } from 'react';

interface Props {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string | undefined) => void;
}

const SETTLED_MS = 250;

/** A search that hands over what is typed once the typing pauses. */
export function SearchField({ label, placeholder, value, onChange }: Props) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const [sent, setSent] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // A value from outside replaces what is typed; one's own coming back must not undo what was typed meanwhile.
  if (value !== known) {
    setKnown(value);
    if (value !== sent) setTyped(value);
  }
  const onType = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setSent(text.trim());
      onChange(text.trim() || undefined);
    }, SETTLED_MS);
  };
  return (
    <Input
      type="search"
      className="page-search"
      allowClear
      maxLength={100}
      aria-label={label}
      placeholder={placeholder}
      value={typed}
      onChange={(event) => onType(event.target.value)}
    />
  );
}
