import { useId, type ReactNode } from 'react';
import './fields.css';

interface Props {
  label: string;
  hint?: string | undefined;
  /** What is wrong with what was entered. */
  fault?: string | undefined;
  /** The control; it takes over the props that tie it to its hint and fault. */
  children: (props: FieldProps) => ReactNode;
}

export interface FieldProps {
  'aria-describedby'?: string;
  'aria-invalid'?: true;
  status?: 'error';
}

/** A control with its label above, and beneath it what to enter, or what is wrong with it. */
export function Field({ label, hint, fault, children }: Props) {
  const id = useId();
  const told = fault ?? hint;
  return (
    <div className="field">
      <label>
        {label}
        {children({
          ...(told === undefined ? {} : { 'aria-describedby': id }),
          ...(fault === undefined ? {} : { 'aria-invalid': true, status: 'error' }),
        })}
      </label>
      {told === undefined ? null : fault === undefined ? (
        <p id={id} className="faint">
          {told}
        </p>
      ) : (
        <p id={id} className="trouble" role="alert">
          {told}
        </p>
      )}
    </div>
  );
}
