import { Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { CopyField } from './CopyField.tsx';

interface Props {
  title: string;
  label: string;
  secret: string;
  /** The button that closes it: says that it was kept. */
  done: string;
  onClose: () => void;
  /** What to know about it. */
  children: ReactNode;
}

/** A link or secret that cannot be seen again: a press beside it does not close it. */
export function ShownOnce({ title, label, secret, done, onClose, children }: Props) {
  return (
    <Modal
      open
      width={560}
      title={title}
      mask={{ closable: false }}
      keyboard={false}
      closable={false}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {done}
        </Button>
      }
    >
      <div className="stack">
        <CopyField label={label} text={secret} />
        {children}
      </div>
    </Modal>
  );
}
