import { Input } from 'antd';
import type { ComponentProps } from 'react';

type Props = ComponentProps<typeof Input.TextArea> & { maxLength: number };

/** Several lines of text. Near the most it takes it tells how much there is, since what is pasted beyond that is cut. */
export function LongText({ maxLength, ...props }: Props) {
  const show = ({ count }: { count: number }) => (count > maxLength * 0.9 ? `${count} / ${maxLength}` : null);
  return <Input.TextArea {...props} maxLength={maxLength} count={{ show }} />;
}
