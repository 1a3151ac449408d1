import { Button, type ButtonProps } from 'antd';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import './popover.css';

interface Props {
  /** Names button and panel for screen readers. */
  label: string;
  /** What stands on the button. */
  text: ReactNode;
  button?: Pick<ButtonProps, 'size' | 'type' | 'ghost' | 'className' | 'title'>;
  /** Which edge of the button the panel keeps to. */
  align?: 'start' | 'end';
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  children: ReactNode;
}

/** A button with a small panel under it. Escape and a press elsewhere close it; focus goes back to the button. */
export function Popover({ label, text, button = {}, align = 'end', isOpen, onOpen, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const panelId = useId();
  // The listeners below live as long as the panel; they must see the caller's latest function.
  const open = useRef(onOpen);
  useEffect(() => {
    open.current = onOpen;
  });

  useEffect(() => {
    if (!isOpen) return undefined;
    const onPress = (event: PointerEvent) => {
      const target = event.target as Element;
      // Lists and calendars of fields inside the panel are drawn at the end of the body: pressing it stays.
      const isOwnLayer = target.closest('.ant-select-dropdown, .ant-picker-dropdown') !== null;
      if (!isOwnLayer && frame.current?.contains(target) === false) open.current(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      open.current(false);
      frame.current?.querySelector('button')?.focus();
    };
    document.addEventListener('pointerdown', onPress);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPress);
      document.removeEventListener('keydown', onKey);
    };
  }, [isOpen]);

  return (
    <div className="popover" ref={frame}>
      <Button
        {...button}
        aria-label={label}
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        aria-controls={panelId}
        onClick={() => onOpen(!isOpen)}
      >
        {text}
      </Button>
      {isOpen ? (
        <dialog open className={`popover-panel popover-${align}`} id={panelId} aria-label={label}>
          {children}
        </dialog>
      ) : null}
    </div>
  );
}
