import { Button, Dropdown } from 'antd';
import { useNavigate } from 'react-router';
import { useMessages } from '../languages/language.tsx';
import { paths } from '../paths.ts';
import { useOpens } from '../session.tsx';

interface Props<Action extends string> {
  /** Says to screen readers what the actions are about. */
  label: string;
  actions: readonly Action[];
  nameOf: (action: Action) => string;
  /** The one that takes something away. */
  danger: Action;
  onChoose: (action: Action) => void;
  /** As the trail names the row: what was done to it can be looked up. */
  object?: string;
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
  object,
  isOfPage = false,
}: Props<Action>) {
  const { common } = useMessages();
  const opens = useOpens();
  const navigate = useNavigate();
  const trail = object === undefined ? null : paths.audit({ object });
  const items = [
    ...actions.map((action) => ({
      key: action as string,
      label: nameOf(action),
      danger: action === danger,
      onClick: () => onChoose(action),
    })),
    ...(trail === null || !opens(trail)
      ? []
      : [{ key: 'trail', label: common.trail, onClick: () => void navigate(trail) }]),
  ];
  if (items.length === 0) return null;
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button {...(isOfPage ? {} : { type: 'link', size: 'small' })} aria-label={label}>
        {common.more}
      </Button>
    </Dropdown>
  );
}
