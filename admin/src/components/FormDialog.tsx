import { Modal } from 'antd';
import { useId, type ReactNode, type SubmitEvent } from 'react';
import { useMessages } from '../languages/language.tsx';
import { Failure } from './Failure.tsx';
import { useFirstFault } from './use-first-fault.ts';

interface Props {
  title: string;
  width?: number;
  /** The button that does it, named for what it does. */
  action: string;
  isDanger?: boolean;
  /** What the form does when it is filled in. */
  write: { readonly error: unknown; readonly isPending: boolean };
  /** What is wrong by field: then the refusal is said there, and not once more beneath. */
  faults?: object;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A short form over the page. While it is being done it cannot be closed: the answer may be told only once. */
export function FormDialog(props: Props) {
  const { title, width = 440, action, isDanger = false, write, faults = {}, onSubmit, onClose, children } = props;
  const { common } = useMessages();
  const id = useId();
  const form = useFirstFault(faults);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Modal
      open
      width={width}
      title={title}
      okText={action}
      okButtonProps={{ danger: isDanger, htmlType: 'submit', form: id }}
      cancelText={common.cancel}
      cancelButtonProps={{ disabled: write.isPending }}
      confirmLoading={write.isPending}
      onCancel={write.isPending ? () => {} : onClose}
    >
      <form ref={form} id={id} className="fields" noValidate onSubmit={submit}>
        {children}
        {write.error !== null && Object.keys(faults).length === 0 ? <Failure error={write.error} /> : null}
      </form>
    </Modal>
  );
}
