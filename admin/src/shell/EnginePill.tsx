import type { Health } from '@shuke/contract';
import { useState, type ComponentType } from 'react';
import { Problem } from '../api/problem.ts';
import { useNotices } from '../components/Notices.tsx';
import type { Messages } from '../messages/messages.ts';
import { useMessages } from '../languages/language.tsx';
import { usePresent } from '../session.tsx';

type Drawer = ComponentType<{ onClose: () => void }>;

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
  if (health.setAside > 0) return { tone: 'late', text: engine.trouble };
  if (!health.analytics.isUp) return { tone: 'late', text: engine.catchingUp };
  return { tone: 'good', text: engine.good(lag) };
}

export function EnginePill() {
  const { shell } = useMessages();
  const { health, isReachable } = usePresent();
  const notices = useNotices();
  const [drawer, setDrawer] = useState<{ Drawer: Drawer } | null>(null);
  const { tone, text } = pillOf(health, isReachable, shell);

  const open = async () => {
    try {
      setDrawer({ Drawer: (await import('./EngineDrawer.tsx')).EngineDrawer });
    } catch {
      notices.problem(new Problem('client.offline'));
    }
  };
  return (
    <>
      <button
        type="button"
        className={`plain engine-pill engine-${tone}`}
        title={shell.engine.open}
        onClick={() => void open()}
      >
        <span className="engine-dot" />
        <span className="engine-text">{text}</span>
      </button>
      {drawer === null ? null : <drawer.Drawer onClose={() => setDrawer(null)} />}
    </>
  );
}
