import { getHealth, listSetAside, replaySetAside, type Health } from '@shuke/contract';
import { Button, Drawer } from 'antd';
import { useAnswer, usePages, useWrite } from '../api/use.ts';
import { Failure } from '../components/Failure.tsx';
import { Hint } from '../components/Hint.tsx';
import { useNotices } from '../components/Notices.tsx';
import { useFormat, useMessages } from '../languages/language.tsx';
import { useMay, usePresent } from '../session.tsx';

const OPEN_EVERY_MS = 1500;

/** How the engine is doing, at a glance, and what it could not decide. */
export function EngineDrawer({ onClose }: { onClose: () => void }) {
  const { shell } = useMessages();
  const { health, isReachable } = usePresent();
  const may = useMay();
  // Reads the answer the whole shell shows, only more often while somebody looks.
  useAnswer(getHealth, {}, { refetchInterval: OPEN_EVERY_MS });
  return (
    <Drawer open title={shell.engine.title} onClose={onClose} size={560} styles={{ wrapper: { maxWidth: '100vw' } }}>
      <div className="stack">
        {isReachable ? null : (
          <div>
            <strong className="trouble">{shell.engine.unreachable}</strong>
            <p className="soft">{shell.engine.unreachableHint}</p>
          </div>
        )}
        {health === null ? null : <HealthFigures health={health} />}
        {may('system.write') ? <SetAside /> : null}
      </div>
    </Drawer>
  );
}

function HealthFigures({ health }: { health: Health }) {
  const { engine } = useMessages().shell;
  const format = useFormat();
  const figures = [
    { title: engine.lag, hint: engine.lagHint, value: engine.seconds(health.lagSeconds.toFixed(1)) },
    { title: engine.inputs, hint: engine.inputsHint, value: format.count(health.inputsPerSecond) },
    { title: engine.turns, hint: engine.turnsHint, value: format.count(health.turnsPerSecond) },
    { title: engine.timers, hint: engine.timersHint, value: format.count(health.timersDue) },
  ];
  const lanes = [
    { title: engine.interactive, hint: engine.interactiveHint, lane: health.lanes.interactive },
    { title: engine.bulk, hint: engine.bulkHint, lane: health.lanes.bulk },
  ];
  return (
    <>
      <dl className="engine-figures">
        {figures.map(({ title, hint, value }) => (
          <div key={title}>
            <dt>
              {title} <Hint title={title}>{hint}</Hint>
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{engine.lanes}</th>
            <th scope="col" className="number">
              {engine.appended}
            </th>
            <th scope="col" className="number">
              {engine.decided}
            </th>
            <th scope="col" className="number">
              {engine.waiting}
            </th>
          </tr>
        </thead>
        <tbody>
          {lanes.map(({ title, hint, lane }) => (
            <tr key={title}>
              <td>
                {title}
                <div className="faint">{hint}</div>
              </td>
              <td className="number">{format.count(lane.appended)}</td>
              <td className="number">{format.count(lane.decided)}</td>
              <td className="number">{format.count(lane.waiting)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="pairs">
        <dt>{engine.analytics}</dt>
        <dd>
          <span className={health.analytics.isUp ? '' : 'trouble'}>
            {health.analytics.isUp ? engine.analyticsUp : engine.analyticsDown}
          </span>
          {health.analytics.waitingFacts > 0 ? (
            <span className="soft"> · {engine.analyticsWaiting(format.count(health.analytics.waitingFacts))}</span>
          ) : null}
        </dd>
        <dt>{engine.clock}</dt>
        <dd>
          {format.exact(health.now)}
          {health.isClockManual ? <div className="faint">{engine.clockManual}</div> : null}
        </dd>
        <dt>{engine.timezone}</dt>
        <dd>{health.timezone}</dd>
        <dt>{engine.version}</dt>
        <dd>{health.version}</dd>
      </dl>
    </>
  );
}

function SetAside() {
  const { shell, common } = useMessages();
  const { engine } = shell;
  const format = useFormat();
  const notices = useNotices();
  const pages = usePages(
    listSetAside,
    (cursor) => ({ query: { cursor, limit: 20 } }),
    (answer) => answer.nextCursor,
  );
  const replay = useWrite(replaySetAside, [listSetAside, getHealth]);
  const inputs = pages.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <section>
      <h2>
        {engine.setAside} <Hint title={engine.setAside}>{engine.setAsideHint}</Hint>
      </h2>
      {pages.isError ? <Failure error={pages.error} onRetry={() => void pages.refetch()} /> : null}
      {pages.isSuccess && inputs.length === 0 ? <p className="soft">{engine.setAsideNone}</p> : null}
      <ul className="stack">
        {inputs.map((input) => (
          <li key={input.id} className="card">
            <div className="row">
              <strong>{input.kind}</strong>
              <span className="faint">{format.exact(input.at)}</span>
              {input.replayedAt === null ? (
                <Button
                  size="small"
                  loading={replay.isPending && replay.variables.params.id === input.id}
                  onClick={() =>
                    replay.mutate(
                      { params: { id: input.id } },
                      {
                        onSuccess: () => notices.good(engine.replayed),
                        onError: (error) => {
                          notices.problem(error);
                          // It was set aside once more.
                          void pages.refetch();
                        },
                      },
                    )
                  }
                >
                  {engine.replay}
                </Button>
              ) : (
                <span className="faint">{engine.replayedAt(format.instant(input.replayedAt))}</span>
              )}
            </div>
            <p className="trouble set-aside-error">{input.error.split('\n')[0]}</p>
            <details>
              <summary className="faint">{engine.body}</summary>
              <pre className="sideways faint">{JSON.stringify(input.body, null, 2)}</pre>
              {input.error.includes('\n') ? <pre className="sideways faint">{input.error}</pre> : null}
            </details>
          </li>
        ))}
      </ul>
      {pages.hasNextPage ? <Button onClick={() => void pages.fetchNextPage()}>{common.more}</Button> : null}
    </section>
  );
}
