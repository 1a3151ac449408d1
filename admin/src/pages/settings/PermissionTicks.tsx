import type { Granted } from '@shuke/contract';
import { Checkbox } from 'antd';
import { permissionGroups, permissionsIn } from '../../format/permission-groups.ts';
import { useMessages } from '../../languages/language.tsx';
import { useMay } from '../../session.tsx';

interface Props {
  given: readonly Granted[];
  isFixed?: boolean;
  onTick: (permission: Granted, isGiven: boolean) => void;
}

/** What a role or key may do, to tick. Nobody gives what they lack themselves. */
export function PermissionTicks({ given, isFixed = false, onTick }: Props) {
  const { access } = useMessages();
  const may = useMay();
  const isGreyed = !isFixed && permissionGroups.some((group) => !permissionsIn(group).every(may));
  return (
    <div className="ticks">
      {isGreyed ? <p className="faint">{access.someNotYours}</p> : null}
      {permissionGroups.map((group) => (
        <fieldset key={group}>
          <legend>{access.groups[group]}</legend>
          {permissionsIn(group).map((permission) => (
            <Checkbox
              key={permission}
              checked={given.includes(permission)}
              disabled={isFixed || !may(permission)}
              title={isFixed || may(permission) ? '' : access.notYours}
              onChange={(event) => onTick(permission, event.target.checked)}
            >
              {access.permissions[permission]}
            </Checkbox>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
