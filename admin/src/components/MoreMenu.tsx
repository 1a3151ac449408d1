import { Button, Dropdown } from 'antd';
import { useMessages } from '../languages/language.tsx';

interface Props<Action extends string> {
  /** Says to screen readers what the actions are about. */
  label: string;
  actions: readonly Action[];
  nameOf: (action: Action) => string;
  /** The one that takes something away. */
  danger: Action;
  onChoose: (action: Action) => void;
  /** In the head of a page instead of a row. */
  isOfPage?: boolean;
}

/** What else can be done with a row of a list. */
export function MoreMenu<Action extends string>({
  label,
  actions,
  nameOf,
  danger,
  onChoose,
  isOfPage = false,
}: Props<Action>) {
  const { common } = useMessages();
  const items = actions.map((action) => ({
    key: action,
    label: nameOf(action),
    danger: action === danger,
    onClick: () => onChoose(action),
  }));
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button {...(isOfPage ? {} : { type: 'link', size: 'small' })} aria-label={label}>
        {common.more}
      </Button>
    </Dropdown>
  );
}
