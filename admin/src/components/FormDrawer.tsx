import { Button, Drawer } from 'antd';
import type { ReactNode, SubmitEvent } from 'react';
import type { Problem } from '../api/problem.ts';
import { Failure } from './Failure.tsx';
import { TrailLink } from './TrailLink.tsx';
import { useFirstFault } from './use-first-fault.ts';

interface Props {
  title: string;
  size?: number;
  /** The button that does it, named for what it does; null where there is nothing to do but look. */
  action: string | null;
  /** What the form does when it is filled in. */
  write: { readonly error: Problem | null; readonly isPending: boolean };
  /** What is wrong by field: then the refusal is said there, and not once more beneath. */
  faults: object;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
  /** What the form is about, as the trail names it; undefined where there is nothing yet. */
  object?: string | undefined;
  /** What stands beneath the form, and does something else. */
  after?: ReactNode;
}

/** A form at the edge of the window: fields, what was refused, and the button that does it. As `FormDialog`, it stays while it is being done. */
export function FormDrawer(props: Props) {
  const { title, size = 480, action, write, faults, onSubmit, onClose, children, object, after } = props;
  const form = useFirstFault(faults);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Drawer
      open
      title={title}
      onClose={write.isPending ? () => {} : onClose}
      size={size}
      styles={{ wrapper: { maxWidth: '100vw' } }}
    >
      <form ref={form} className="fields" noValidate onSubmit={submit}>
        {children}
        {write.error !== null && Object.keys(faults).length === 0 ? <Failure error={write.error} /> : null}
        {action === null ? null : (
          <Button type="primary" htmlType="submit" loading={write.isPending}>
            {action}
          </Button>
        )}
      </form>
      {object === undefined ? null : <TrailLink object={object} />}
      {after}
    </Drawer>
  );
}
