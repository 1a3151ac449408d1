import { permissions, type Granted } from '@shuke/contract';
import { Checkbox } from 'antd';
import { permissionGroups, permissionsIn } from '../../format/permission-groups.ts';
import { useMessages } from '../../languages/language.tsx';
import { useMay } from '../../session.tsx';

interface Props {
  given: readonly Granted[];
  /** What can be given at all. */
  among?: readonly Granted[];
  isFixed?: boolean;
  /** What is wrong with what is ticked. */
  fault?: string | undefined;
  onTick: (permission: Granted, isGiven: boolean) => void;
}

/** What a role or key may do, to tick. Nobody gives what they lack themselves. */
export function PermissionTicks({ given, among = permissions, isFixed = false, fault, onTick }: Props) {
  const { access } = useMessages();
  const may = useMay();
  const isGreyed = !isFixed && !among.every(may);
  return (
    <>
      <div className="ticks">
        {isGreyed ? <p className="faint">{access.someNotYours}</p> : null}
        {permissionGroups.map((group) => (
          <fieldset key={group}>
            <legend>{access.groups[group]}</legend>
            {permissionsIn(group)
              .filter((one) => among.includes(one))
              .map((permission) => (
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
      {fault === undefined ? null : (
        <p className="trouble" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}
