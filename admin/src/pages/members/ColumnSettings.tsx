import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { Popover } from '../../components/Popover.tsx';
import { useMessages } from '../../languages/language.tsx';
import { memberColumns, type MemberColumn } from './columns.tsx';
import './members.css';

interface Props {
  chosen: readonly MemberColumn[];
  /** What “reset” goes back to. */
  usual: readonly MemberColumn[];
  onChange: (chosen: readonly MemberColumn[]) => void;
}

export function ColumnSettings(props: Props) {
  const { members } = useMessages();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover label={members.columns} text={members.columns} isOpen={isOpen} onOpen={setOpen}>
      <Columns {...props} />
    </Popover>
  );
}

const withHidden = (chosen: readonly MemberColumn[]): readonly MemberColumn[] => [
  ...chosen,
  ...memberColumns.filter((name) => !chosen.includes(name)),
];

function Columns({ chosen, usual, onChange }: Props) {
  const { members } = useMessages();
  // Hidden columns keep their place while the panel is open, so that nothing jumps under the pointer.
  const [arranged, setArranged] = useState(withHidden(chosen));
  const arrange = (next: readonly MemberColumn[], shown: readonly MemberColumn[]) => {
    setArranged(next);
    onChange(next.filter((name) => shown.includes(name)));
  };
  const toggle = (name: MemberColumn) =>
    arrange(arranged, chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  const swap = (at: number) => {
    const pair = arranged.slice(at, at + 2).toReversed();
    arrange([...arranged.slice(0, at), ...pair, ...arranged.slice(at + 2)], chosen);
  };
  return (
    <>
      <ul className="column-settings">
        {arranged.map((name, at) => (
          <li key={name}>
            <Checkbox checked={chosen.includes(name)} disabled={name === 'name'} onChange={() => toggle(name)}>
              {members.column[name]}
            </Checkbox>
            <Button
              size="small"
              type="text"
              aria-label={members.moveEarlier(members.column[name])}
              disabled={at === 0}
              onClick={() => swap(at - 1)}
            >
              ↑
            </Button>
            <Button
              size="small"
              type="text"
              aria-label={members.moveLater(members.column[name])}
              disabled={at === arranged.length - 1}
              onClick={() => swap(at)}
            >
              ↓
            </Button>
          </li>
        ))}
      </ul>
      <Button size="small" type="link" onClick={() => arrange(withHidden(usual), usual)}>
        {members.resetColumns}
      </Button>
    </>
  );
}
