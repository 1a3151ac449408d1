import { Fragment } from 'react';
import { Hint } from '../../components/Hint.tsx';
import { MayLink } from '../../components/MayLink.tsx';
import { useMessages } from '../../languages/language.tsx';
import type { FigureCardData, Trend } from './figure-cards.ts';

export function FigureCard({ figure }: { figure: FigureCardData }) {
  const { home } = useMessages();
  return (
    <section className="card figure" aria-label={figure.title}>
      <h2>
        {figure.title} <Hint title={figure.title}>{figure.hint}</Hint>
      </h2>
      <div className="figure-row">
        <p className="figure-value">
          <MayLink
            to={figure.to}
            title={`${figure.exact} ${figure.unit} · ${home.behind(figure.title)}`}
            aria-label={`${figure.title} ${figure.exact} ${figure.unit}`.trim()}
          >
            {figure.shown}
          </MayLink>
          {figure.unit === '' ? null : <span className="figure-unit">{figure.unit}</span>}
        </p>
        {figure.trend === null ? null : <TrendText trend={figure.trend} />}
      </div>
      <p className="faint figure-detail" title={figure.detail}>
        {figure.detail}
        {figure.beside.map(({ text, about, to }, at) => (
          <Fragment key={text}>
            {at > 0 || figure.detail !== '' ? ' · ' : ''}
            <MayLink to={to} title={about}>
              {text}
            </MayLink>
          </Fragment>
        ))}
      </p>
    </section>
  );
}

function TrendText({ trend }: { trend: Trend }) {
  const { home } = useMessages();
  const word = { up: home.up, down: home.down, same: '' }[trend.direction];
  const arrow = { up: '▲', down: '▼', same: '' }[trend.direction];
  return (
    <p className="figure-trend">
      <span className={trend.isWon ? 'won' : trend.previous === '' ? 'faint' : ''}>
        {trend.previous === '' || arrow === '' ? null : (
          <>
            <span className="figure-arrow" aria-hidden="true">
              {arrow}
            </span>
            <span className="unseen">{word}</span>
          </>
        )}
        {trend.text}
      </span>
      <span className="faint">{trend.previous}</span>
    </p>
  );
}
