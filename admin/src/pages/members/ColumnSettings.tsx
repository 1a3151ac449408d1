import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { Popover } from '../../components/Popover.tsx';
import { useMessages } from '../../languages/language.tsx';
import { defaultColumns, memberColumns, type MemberColumn } from './columns.tsx';

export function ColumnSettings({
  chosen,
  onChange,
}: {
  chosen: readonly MemberColumn[];
  onChange: (chosen: readonly MemberColumn[]) => void;
}) {
  const { members } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const toggle = (name: MemberColumn) =>
    onChange(memberColumns.filter((one) => (one === name ? !chosen.includes(one) : chosen.includes(one))));
  return (
    <Popover label={members.columns} text={members.columns} isOpen={isOpen} onOpen={setOpen}>
      <ul>
        {memberColumns.map((name) => (
          <li key={name}>
            <Checkbox checked={chosen.includes(name)} disabled={name === 'name'} onChange={() => toggle(name)}>
              {members.column[name]}
            </Checkbox>
          </li>
        ))}
      </ul>
      <Button size="small" type="link" onClick={() => onChange(defaultColumns)}>
        {members.resetColumns}
      </Button>
    </Popover>
  );
}
