import type { Health } from '@shuke/contract';
import { lazy, Suspense, useState } from 'react';
import type { Messages } from '../messages/messages.ts';
import { useMessages } from '../languages/language.tsx';
import { usePresent } from '../session.tsx';

const EngineDrawer = lazy(async () => ({ default: (await import('./EngineDrawer.tsx')).EngineDrawer }));

/** Above this lag somebody waits for an answer: worth a colour. */
const LATE_SECONDS = 5;

function pillOf(
  health: Health | null,
  isReachable: boolean,
  { engine }: Messages['shell'],
): { tone: 'good' | 'late' | 'bad'; text: string } {
  if (!isReachable || health === null) return { tone: 'bad', text: engine.unreachable };
  if (!health.isEngineRunning) return { tone: 'bad', text: engine.stopped };
  const lag = health.lagSeconds.toFixed(1);
  if (health.lagSeconds > LATE_SECONDS) return { tone: 'late', text: engine.late(lag) };
  if (health.setAside > 0 || !health.analytics.isUp) return { tone: 'late', text: engine.trouble };
  return { tone: 'good', text: engine.good(lag) };
}

export function EnginePill() {
  const { shell } = useMessages();
  const { health, isReachable } = usePresent();
  const [isOpen, setOpen] = useState(false);
  const { tone, text } = pillOf(health, isReachable, shell);
  return (
    <>
      <button
        type="button"
        className={`plain engine-pill engine-${tone}`}
        title={shell.engine.open}
        onClick={() => setOpen(true)}
      >
        <span className="engine-dot" />
        <span className="engine-text">{text}</span>
      </button>
      {isOpen ? (
        <Suspense fallback={null}>
          <EngineDrawer onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
