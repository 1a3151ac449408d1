import { getMemberTimeline, type TimelineItem } from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { usePages } from '../../../api/use.ts';
import { Choice } from '../../../charts/Choice.tsx';
import { Empty } from '../../../components/Empty.tsx';
import { Failure } from '../../../components/Failure.tsx';
import { MayLink } from '../../../components/MayLink.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { useChannelName } from '../../../components/use-names.ts';
import { useTags } from '../../../components/use-tags.ts';
import { useShop } from '../../../components/use-shop.ts';
import { useApart, useFormat, useMessages } from '../../../languages/language.tsx';
import { factWords } from '../../../messages/apart.ts';
import type { Messages } from '../../../messages/messages.ts';
import { paths } from '../../../paths.ts';
import { factGroups, factKinds, factSentence, groupOf, type FactGroup } from './fact-sentence.ts';

/** Facts of one day, newest first; those that one input set off stay together, the first of them leading. */
interface TimelineDay {
  day: string;
  bundles: TimelineItem[][];
}

const lead = (item: TimelineItem) => (groupOf(item.kind) === 'points' || groupOf(item.kind) === 'tier' ? 1 : 0);

function daysOf(items: readonly TimelineItem[], dayOf: (at: string) => string): TimelineDay[] {
  const days: TimelineDay[] = [];
  for (const item of items) {
    const day = dayOf(item.at);
    let last = days.at(-1);
    if (last?.day !== day) {
      last = { day, bundles: [] };
      days.push(last);
    }
    const bundle = last.bundles.at(-1);
    if (bundle?.[0]?.cause === item.cause) bundle.push(item);
    else last.bundles.push([item]);
  }
  for (const day of days)
    for (const bundle of day.bundles)
      bundle.sort((one, other) => lead(one) - lead(other) || one.at.localeCompare(other.at));
  return days;
}

export function Timeline({ memberId }: { memberId: string }) {
  const { members, common } = useMessages();
  const words = members.member;
  const format = useFormat();
  const [group, setGroup] = useState<FactGroup | 'all'>('all');
  const kind = group === 'all' ? undefined : factKinds[group].join(',');
  const answer = usePages(
    getMemberTimeline,
    (cursor) => ({ params: { id: memberId }, query: { kind, cursor, limit: 50 } }),
    (page) => page.nextCursor,
  );
  const items = answer.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <>
      <div className="timeline-filter">
        <Choice
          label={words.kindsLabel}
          options={(['all', ...factGroups] as const).map((value) => ({ value, title: words.kinds[value] }))}
          value={group}
          onChange={setGroup}
        />
      </div>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={320} /> : null}
      {answer.isSuccess && items.length === 0 ? <Empty title={words.timelineEmpty} /> : null}
      {daysOf(items, format.day).map(({ day, bundles }) => (
        <section key={day} className="timeline-day" aria-label={day}>
          <h3>
            {day}
            {bundles.every((bundle) => bundle.every((item) => item.isHistory)) ? (
              <span className="history faint" title={words.historyHint}>
                {words.history}
              </span>
            ) : null}
          </h3>
          <ol>
            {bundles.map((bundle) => (
              <li key={bundle[0]?.id}>
                {bundle.map((item, at) => (
                  <FactLine key={item.id} item={item} isFollowing={at > 0} />
                ))}
              </li>
            ))}
          </ol>
        </section>
      ))}
      {answer.hasNextPage ? (
        <Button block loading={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
          {common.more}
        </Button>
      ) : null}
    </>
  );
}

/** A later step of the order whose payment stands just above: its number need not be said again. */
function nextStep({ kind }: TimelineItem, { orders }: Messages): string | null {
  if (kind === 'order.shipped') return orders.statuses.shipped;
  return kind === 'order.completed' ? orders.statuses.completed : null;
}

function FactLine({ item, isFollowing }: { item: TimelineItem; isFollowing: boolean }) {
  const messages = { ...useMessages(), facts: useApart(factWords) };
  const words = messages.members.member;
  const format = useFormat();
  const { tierName } = useShop();
  const channelName = useChannelName();
  const { tagName } = useTags(item.kind.startsWith('tag.'));
  const fact = factSentence(item, messages, format, { tier: tierName, channel: channelName, tag: tagName });
  const sentence = isFollowing ? (nextStep(item, messages) ?? fact.sentence) : fact.sentence;
  const group = groupOf(item.kind);
  return (
    <div className={`fact fact-${group}${isFollowing ? ' fact-following' : ''}`}>
      <time className="faint" dateTime={item.at} title={format.exact(item.at)}>
        {isFollowing ? '' : format.clock(item.at)}
      </time>
      <span className="fact-dot" title={words.kinds[group]} />
      <p>
        {fact.order === null || isFollowing ? (
          sentence
        ) : (
          <MayLink to={paths.orders({ number: fact.order.number, channel: fact.order.channel })}>{sentence}</MayLink>
        )}{' '}
        <span className="faint">
          {[isFollowing ? '' : fact.because, isFollowing || group === 'profile' ? '' : channelName(item.channel)]
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
      </p>
    </div>
  );
}
