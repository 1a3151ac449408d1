import { Modal } from 'antd';
import { useMessages } from '../languages/language.tsx';
import { Failure } from './Failure.tsx';

interface Props {
  title: string;
  /** What follows from it, before it is done. */
  effect: string;
  /** The button that does it, named for what it does. */
  action: string;
  isDanger?: boolean;
  isPending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is done that somebody else will feel. */
export function Confirm({ title, effect, action, isDanger = false, isPending, error, onConfirm, onClose }: Props) {
  const { common } = useMessages();
  return (
    <Modal
      open
      width={440}
      title={title}
      okText={action}
      okButtonProps={{ danger: isDanger }}
      cancelText={common.cancel}
      confirmLoading={isPending}
      onOk={onConfirm}
      onCancel={onClose}
    >
      <div className="stack">
        <p>{effect}</p>
        {error === null ? null : <Failure error={error} />}
      </div>
    </Modal>
  );
}
