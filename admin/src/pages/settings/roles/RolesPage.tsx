import { listRoles, type Role } from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../../api/use.ts';
import { Failure } from '../../../components/Failure.tsx';
import { PageHead } from '../../../components/PageHead.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { useNarrow } from '../../../components/use-narrow.ts';
import { usePageTitle } from '../../../components/use-page-title.ts';
import { useApart } from '../../../languages/language.tsx';
import { roleWords } from '../../../messages/apart.ts';
import { useMay } from '../../../session.tsx';
import { RoleForm } from './RoleForm.tsx';
import { OneRole, RoleMatrix } from './RoleMatrix.tsx';

interface Open {
  role: Role | null;
  copyOf: Role | null;
}

/** What may each role do, and how many people have it? */
export function RolesPage() {
  const words = useApart(roleWords);
  usePageTitle(words.title);
  const mayWrite = useMay()('roles.write');
  const isNarrow = useNarrow();
  const answer = useAnswer(listRoles, {});
  const [open, setOpen] = useState<Open | null>(null);
  const roles = answer.data?.items ?? [];
  const onCopy = (role: Role) => setOpen({ role: null, copyOf: role });
  const View = isNarrow ? OneRole : RoleMatrix;
  return (
    <div className="page">
      <PageHead
        title={words.title}
        hint={words.hint}
        actions={
          mayWrite ? (
            <Button type="primary" disabled={!answer.isSuccess} onClick={() => setOpen({ role: null, copyOf: null })}>
              {words.add}
            </Button>
          ) : null
        }
      />
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={640} /> : null}
      {answer.isSuccess ? (
        <View roles={roles} onOpen={(role) => setOpen({ role, copyOf: null })} onCopy={onCopy} />
      ) : null}
      {open === null ? null : (
        <RoleForm
          key={`${open.role?.code} ${open.copyOf?.code}`}
          role={open.role}
          copyOf={open.copyOf}
          roles={roles}
          onCopy={onCopy}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}
