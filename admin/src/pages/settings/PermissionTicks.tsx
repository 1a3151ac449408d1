import { permissions, type Granted } from '@shuke/contract';
import { Checkbox } from 'antd';
import { permissionGroups, permissionsIn } from '../../format/permission-groups.ts';
import { useMessages } from '../../languages/language.tsx';

interface Props {
  given: readonly Granted[];
  /** What can be given at all. */
  among?: readonly Granted[];
  /** What may be given. */
  gives: (permission: Granted) => boolean;
  isFixed?: boolean;
  /** What is wrong with what is ticked. */
  fault?: string | undefined;
  onTick: (permission: Granted, isGiven: boolean) => void;
}

/** What a role or key may do, to tick. */
export function PermissionTicks({ given, among = permissions, gives, isFixed = false, fault, onTick }: Props) {
  const { access } = useMessages();
  const isGreyed = !isFixed && !among.every(gives);
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
                  disabled={isFixed || !gives(permission)}
                  title={isFixed || gives(permission) ? '' : access.notYours}
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
