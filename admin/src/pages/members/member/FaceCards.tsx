import { listAttributes, type MemberView } from '@shuke/contract';
import { useAnswer } from '../../../api/use.ts';
import { Hint } from '../../../components/Hint.tsx';
import { useChannelName } from '../../../components/use-names.ts';
import { TagsCard } from './tags/TagsCard.tsx';
import { useFormat, useMessages } from '../../../languages/language.tsx';

interface Props {
  member: MemberView;
}

interface Sight {
  /** The member is shown in clear. */
  isRevealed: boolean;
  /** Shows or hides it; absent for who may not. */
  onToggle: (() => void) | undefined;
}

/** The left column: who it is, the tier, points, value, and what they are known by. */
export function FaceCards({ member, ...sight }: Props & Sight) {
  return (
    <>
      <TierCard member={member} />
      <PointsCard member={member} />
      <TagsCard memberId={member.id} />
      <ValueCard member={member} />
      <ContactsCard member={member} {...sight} />
      <ProfileCard member={member} />
    </>
  );
}

function TierCard({ member: { tier } }: Props) {
  const { members } = useMessages();
  const words = members.member;
  const format = useFormat();
  const { progress } = tier;
  const isEnglish = format.language === 'en';
  const reached =
    progress.next === null ? 1 : progress.spendMinor / Math.max(1, progress.spendMinor + progress.next.missingMinor);
  return (
    <section className={`card tier-card tier-${tier.code}`} aria-label={members.column.tier}>
      <div className="row">
        <strong className="tier-name">{isEnglish ? tier.nameEn : tier.name}</strong>
        {tier.since === null ? null : <span className="faint">{words.since(format.day(tier.since))}</span>}
      </div>
      <progress
        className="tier-track"
        max={1}
        value={reached}
        aria-label={isEnglish ? progress.sentenceEn : progress.sentence}
      />
      <p>{isEnglish ? progress.sentenceEn : progress.sentence}</p>
      <p className="faint">
        {words.twelveMonths(format.money(progress.spendMinor, progress.currency))}
        <br />
        {tier.until === null ? words.lowestTier : words.until(format.day(tier.until))}
      </p>
    </section>
  );
}

function PointsCard({ member: { points } }: Props) {
  const words = useMessages().members.member;
  const format = useFormat();
  return (
    <section className="card" aria-label={words.points}>
      <h2>{words.points}</h2>
      <p className="face-figure">{format.count(points.balance)}</p>
      <p className="faint">{words.pointsDetail(format.count(points.earned), format.count(points.reversed))}</p>
    </section>
  );
}

function ValueCard({ member: { activity } }: Props) {
  const words = useMessages().members.member;
  const format = useFormat();
  const day = (at: string | null) => (at === null ? words.never : format.day(at));
  const average =
    activity.orders === 0 ? '–' : format.money(Math.round(activity.spentMinor / activity.orders), activity.currency);
  return (
    <section className="card" aria-label={words.value}>
      <h2>{words.spent}</h2>
      <p className="face-figure">{format.money(activity.spentMinor, activity.currency)}</p>
      <dl className="pairs">
        <dt>{words.orders}</dt>
        <dd>{format.count(activity.orders)}</dd>
        <dt>{words.average}</dt>
        <dd>{average}</dd>
        <dt>{words.firstOrder}</dt>
        <dd>{day(activity.firstOrderAt)}</dd>
        <dt>{words.lastOrder}</dt>
        <dd>{day(activity.lastOrderAt)}</dd>
        <dt>{words.lastSeen}</dt>
        <dd>{day(activity.lastSeenAt)}</dd>
      </dl>
    </section>
  );
}

function ContactsCard({ member, isRevealed, onToggle }: Props & Sight) {
  const { members, common } = useMessages();
  const words = members.member;
  return (
    <section className="card" aria-label={words.contacts}>
      <header>
        <h2>
          {words.contacts} <Hint title={words.contacts}>{words.contactsHint}</Hint>
        </h2>
        {onToggle === undefined ? null : (
          <button type="button" className="plain text-button" aria-pressed={isRevealed} onClick={onToggle}>
            {isRevealed ? common.hide : common.show}
          </button>
        )}
      </header>
      <dl className="pairs">
        {member.identifiers.map(({ kind, value }) => (
          <div key={`${kind} ${value}`} className="key">
            <dt>{members.identifiers[kind]}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function ProfileCard({ member }: Props) {
  const { members, common } = useMessages();
  const words = members.member;
  const format = useFormat();
  const channelName = useChannelName();
  const classed = useAnswer(listAttributes, {}).data?.items ?? [];
  const attributeName = (code: string) => {
    const known = classed.find((one) => one.code === code);
    const own = format.language === 'en' ? (known?.nameEn ?? known?.name) : known?.name;
    return own ?? members.attributes[code] ?? code;
  };
  const told = { ...member.ordinaryAttributes, ...member.attributes, ...member.sensitiveAttributes };
  const pairs = [
    [words.id, member.id],
    [members.column.gender, member.gender === null ? '' : common.genders[member.gender]],
    [members.column.birthday, member.birthday ?? ''],
    [members.column.region, member.region ?? ''],
    [members.column.store, member.store ?? ''],
    [words.language, member.language ?? ''],
    ...Object.entries(told).map(([code, value]) => [attributeName(code), value === null ? '' : String(value)] as const),
  ] as const;
  return (
    <section className="card" aria-label={words.profile}>
      <h2>{words.profile}</h2>
      <p className="faint">{words.joined(format.day(member.joinedAt), channelName(member.channel))}</p>
      {member.needsGuardian ? <p className="consent-refused">{words.needsGuardian}</p> : null}
      <dl className="pairs">
        {pairs.map(([name, value]) =>
          value === '' ? null : (
            <div key={name} className="key">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </section>
  );
}
