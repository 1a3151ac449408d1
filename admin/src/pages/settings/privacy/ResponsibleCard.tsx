import { draftNotice, getResponsible, listAudit, type Responsible, setResponsible } from '@shuke/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useAnswer, useWrite } from '../../../api/use.ts';
import { Failure } from '../../../components/Failure.tsx';
import { FormDrawer } from '../../../components/FormDrawer.tsx';
import { useNotices } from '../../../components/Notices.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { TrailLink } from '../../../components/TrailLink.tsx';
import { useApart, useFormat } from '../../../languages/language.tsx';
import { handlingWords } from '../../../messages/apart.ts';
import { TextField } from './TextField.tsx';

/** Who answers for personal data, and how are they reached? */
export function ResponsibleCard() {
  const { responsible: words } = useApart(handlingWords);
  const format = useFormat();
  const answer = useAnswer(getResponsible, {});
  const [isOpen, setOpen] = useState(false);
  const told = answer.data?.responsible ?? null;
  return (
    <section className="card stack handling" aria-label={words.title}>
      <h2>{words.title}</h2>
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={120} /> : null}
      {answer.isSuccess && told === null ? <p className="soft">{words.none}</p> : null}
      {told === null ? null : (
        <>
          <dl className="facts-of">
            <dt>{words.name}</dt>
            <dd>{told.name}</dd>
            <dt>{words.contact}</dt>
            <dd>{told.contact}</dd>
            <dt>{words.requests}</dt>
            <dd>{told.requests}</dd>
            <dt>{words.officer}</dt>
            <dd>{told.officer === null ? words.nobody : `${told.officer.name} ${told.officer.contact}`}</dd>
          </dl>
          <p className="faint">
            {words.version(told.version, format.instant(told.at), told.by.name)} <TrailLink object="responsible:shop" />
          </p>
        </>
      )}
      {answer.isSuccess ? (
        <div>
          <Button onClick={() => setOpen(true)}>{told === null ? words.tell : words.change}</Button>
        </div>
      ) : null}
      {isOpen ? <ResponsibleForm before={told} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}

type Faults = Partial<Record<'name' | 'contact' | 'requests' | 'officerContact', string>>;

function ResponsibleForm({ before, onClose }: { before: Responsible | null; onClose: () => void }) {
  const { responsible: words } = useApart(handlingWords);
  const notices = useNotices();
  const save = useWrite(setResponsible, [getResponsible, draftNotice, listAudit]);
  const [draft, setDraft] = useState({
    name: before?.name ?? '',
    contact: before?.contact ?? '',
    requests: before?.requests ?? '',
    officer: before?.officer?.name ?? '',
    officerContact: before?.officer?.contact ?? '',
  });
  const [faults, setFaults] = useState<Faults>({});
  const set = (changes: Partial<typeof draft>) => {
    setDraft({ ...draft, ...changes });
    setFaults({});
    if (save.isError) save.reset();
  };
  const onSubmit = () => {
    const [name, contact, requests] = [draft.name.trim(), draft.contact.trim(), draft.requests.trim()];
    const officer = { name: draft.officer.trim(), contact: draft.officerContact.trim() };
    const left: Faults = {
      ...(name === '' ? { name: words.fault.name } : {}),
      ...(contact === '' ? { contact: words.fault.contact } : {}),
      ...(requests === '' ? { requests: words.fault.requests } : {}),
      ...((officer.name === '') === (officer.contact === '') ? {} : { officerContact: words.fault.officerContact }),
    };
    setFaults(left);
    if (Object.keys(left).length > 0) return;
    save.mutate(
      { body: { name, contact, requests, officer: officer.name === '' ? null : officer } },
      {
        onSuccess: () => {
          notices.good(words.saved);
          onClose();
        },
      },
    );
  };
  return (
    <FormDrawer
      title={words.title}
      action={words.save}
      write={save}
      faults={faults}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      <TextField
        label={words.name}
        hint={words.nameHint}
        fault={faults.name}
        maxLength={100}
        value={draft.name}
        onChange={(name) => set({ name })}
      />
      <TextField
        label={words.contact}
        hint={words.contactHint}
        fault={faults.contact}
        value={draft.contact}
        onChange={(contact) => set({ contact })}
      />
      <TextField
        label={words.requests}
        hint={words.requestsHint}
        fault={faults.requests}
        value={draft.requests}
        onChange={(requests) => set({ requests })}
      />
      <TextField
        label={words.officer}
        hint={words.officerHint}
        maxLength={60}
        value={draft.officer}
        onChange={(officer) => set({ officer })}
      />
      <TextField
        label={words.officerContact}
        fault={faults.officerContact}
        value={draft.officerContact}
        onChange={(officerContact) => set({ officerContact })}
      />
    </FormDrawer>
  );
}
