import { cancelImport, getImport, type ImportView } from '@shuke/contract';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Progress } from 'antd';
import { asProblem } from '../../api/problem.ts';
import { keyOf, useWrite } from '../../api/use.ts';
import { useNotices } from '../../components/Notices.tsx';
import { useApart, useFormat } from '../../languages/language.tsx';
import { importWords } from '../../messages/apart.ts';
import { useMay } from '../../session.tsx';

/** While it works: how far, how fast, how long still, and a way to stop. */
export function ProgressStep({ view }: { view: ImportView }) {
  const imports = useApart(importWords);
  const format = useFormat();
  const client = useQueryClient();
  const notices = useNotices();
  const cancel = useWrite(cancelImport);
  const mayWrite = useMay()('imports.write');
  const { done, total, linesPerSecond, remainingSeconds } = view.progress;
  const isCheck = view.state === 'checking';

  const onCancel = () =>
    cancel.mutate(
      { params: { id: view.id } },
      {
        onSuccess: (answer) => void client.setQueryData(keyOf(getImport, { params: { id: view.id } }), answer),
        onError: (error) => {
          // It had come to its end meanwhile: the page shows that.
          if (asProblem(error).code === 'import.state')
            void client.invalidateQueries({ queryKey: keyOf(getImport, { params: { id: view.id } }) });
          else notices.problem(error);
        },
      },
    );
  const facts = [
    done > 0 ? imports.progress(format.count(done), format.count(total)) : '',
    linesPerSecond > 0 ? imports.rate(format.count(linesPerSecond)) : '',
    remainingSeconds === null ? '' : imports.remaining(format.duration(remainingSeconds)),
  ];
  return (
    <section className="card drop" aria-live="polite">
      <p className="empty-title">{isCheck ? imports.checking : done === 0 ? imports.preparing : imports.running}</p>
      <Progress
        percent={total > 0 ? Math.floor((done / total) * 100) : 0}
        status="active"
        showInfo={done > 0}
        style={{ maxWidth: 560 }}
        aria-label={imports.states[view.state]}
      />
      <p className="soft">{facts.filter((fact) => fact !== '').join(' · ')}</p>
      {!mayWrite ? null : isCheck ? (
        <Button loading={cancel.isPending} onClick={onCancel}>
          {imports.cancelCheck}
        </Button>
      ) : (
        <Popconfirm
          title={imports.cancelTitle}
          description={<p className="cancel-hint">{imports.cancelHint}</p>}
          okText={imports.cancel}
          okButtonProps={{ danger: true }}
          cancelText={imports.keepGoing}
          onConfirm={onCancel}
        >
          <Button danger loading={cancel.isPending}>
            {imports.cancel}
          </Button>
        </Popconfirm>
      )}
    </section>
  );
}
