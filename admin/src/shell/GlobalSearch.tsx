import { listMembers, listOrders } from '@shuke/contract';
import { useRef, useState, type FocusEvent, type KeyboardEvent, type SubmitEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAnswer } from '../api/use.ts';
import { useDelayed } from '../components/use-delayed.ts';
import { useFormat, useMessages } from '../languages/language.tsx';
import { paths } from '../paths.ts';
import { useOpens } from '../session.tsx';

interface Found {
  key: string;
  group: string;
  to: string;
  title: string;
  detail: string;
}

const SHOWN = 6;

/** Whether there is anything that whoever is signed in may search. */
export const canSearch = (opens: (address: string) => boolean): boolean =>
  opens(paths.members()) || opens(paths.orders());

/** Members and orders that match what is typed, in the order they are listed. */
function useFound(text: string): { found: Found[]; isLoading: boolean } {
  const {
    shell,
    orders: words,
    members: { erased },
  } = useMessages();
  const format = useFormat();
  const opens = useOpens();
  const asked = { members: text !== '' && opens(paths.members()), orders: text !== '' && opens(paths.orders()) };
  const members = useAnswer(
    listMembers,
    { query: { search: text, limit: SHOWN } },
    { enabled: asked.members, keepPrevious: true },
  );
  const orders = useAnswer(
    listOrders,
    { query: { number: text, limit: SHOWN } },
    { enabled: asked.orders, keepPrevious: true },
  );
  if (text === '') return { found: [], isLoading: false };
  const isLoading = (answer: { isPending: boolean; isPlaceholderData: boolean }) =>
    answer.isPending || answer.isPlaceholderData;
  const found = [
    ...(members.data?.items ?? []).map((member) => ({
      key: `member ${member.id}`,
      group: shell.search.members,
      to: paths.member(member.id),
      title: member.isErased ? erased : (member.name ?? shell.search.noName),
      detail: [member.phone ?? '', `ID ${member.id}`].filter((part) => part !== '').join(' · '),
    })),
    ...(orders.data?.items ?? []).map((order) => ({
      key: `order ${order.id}`,
      group: shell.search.orders,
      to: paths.orders({ number: order.number, open: order.id }),
      title: order.number,
      detail: [
        words.statuses[order.status],
        format.money(order.totalMinor, order.currency),
        order.isMemberErased ? erased : (order.memberName ?? ''),
      ]
        .filter((part) => part !== '')
        .join(' · '),
    })),
  ];
  return { found, isLoading: (asked.members && isLoading(members)) || (asked.orders && isLoading(orders)) };
}

/** Moves the focus among the links found, from the field down and back up to it. */
function moveFocus(frame: HTMLElement | null, step: 1 | -1): void {
  if (frame === null) return;
  const stops = [...frame.querySelectorAll<HTMLElement>('input, a')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
}

export function GlobalSearch() {
  const { shell, common } = useMessages();
  const navigate = useNavigate();
  const frame = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const text = useDelayed(typed.trim(), 150);
  const { found, isLoading } = useFound(isOpen ? text : '');
  const opens = useOpens();
  const seesMembers = opens(paths.members());
  const toAll = seesMembers ? paths.members({ search: typed.trim() }) : paths.orders({ number: typed.trim() });
  const words = shell.search.over[seesMembers ? (opens(paths.orders()) ? 'both' : 'members') : 'orders'];

  const close = () => {
    setOpen(false);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      moveFocus(frame.current, event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Escape') {
      setOpen(false);
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    }
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (typed.trim() === '') return;
    const isSettled = text === typed.trim() && !isLoading;
    void navigate(isSettled ? (found[0]?.to ?? toAll) : toAll);
    field.current?.blur();
    close();
  };

  /** What the field and every link found do alike. */
  const inside = {
    onKeyDown,
    onBlur: (event: FocusEvent) => {
      if (frame.current?.contains(event.relatedTarget) === false) setOpen(false);
    },
  };

  const isShown = isOpen && text !== '';
  return (
    <search className="search">
      <form ref={frame} onSubmit={onSubmit}>
        <input
          ref={field}
          type="search"
          aria-label={shell.search.label}
          placeholder={words.placeholder}
          autoComplete="off"
          maxLength={100}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          {...inside}
        />
        <kbd aria-hidden="true">/</kbd>
        {isShown ? (
          <div className="search-results">
            <output className={found.length === 0 ? 'soft search-nothing' : 'unseen'}>
              {found.length > 0 ? common.rows(String(found.length)) : isLoading ? common.loading : words.nothing(text)}
            </output>
            <ul>
              {found.map((entry, at) => (
                <li key={entry.key}>
                  {entry.group === found[at - 1]?.group ? null : <p className="faint search-group">{entry.group}</p>}
                  <Link {...inside} className="search-entry" to={entry.to} onClick={close}>
                    <span>{entry.title}</span>
                    <span className="faint">{entry.detail}</span>
                  </Link>
                </li>
              ))}
              {found.length === 0 ? null : (
                <li>
                  <Link {...inside} className="search-entry search-all" to={toAll} onClick={close}>
                    {words.all(text)}
                  </Link>
                </li>
              )}
            </ul>
          </div>
        ) : null}
      </form>
    </search>
  );
}
