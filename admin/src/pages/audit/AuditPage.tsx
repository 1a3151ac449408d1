import type { AuditEntry } from '@shuke/contract';
import { Button } from 'antd';
import { Chips, type Chip } from '../../components/Chips.tsx';
import { Empty } from '../../components/Empty.tsx';
import '../../components/tables.css';
import { usePageTitle } from '../../components/use-page-title.ts';
import { useView } from '../../components/use-view.ts';
import { useApart, useFormat, useMessages } from '../../languages/language.tsx';
import { auditWords } from '../../messages/apart.ts';
import { paths, type AuditView } from '../../paths.ts';
import { isAction } from './actions.ts';
import { auditQuery } from './audit-query.ts';
import { AuditFilters } from './AuditFilters.tsx';
import { ExportTrail } from './ExportTrail.tsx';
import { subjectOf } from './subject.ts';
import { Trail, useTrail } from './Trail.tsx';
import { useSubjectName } from './use-speech.ts';

function NoEntries({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const audit = useApart(auditWords);
  const { members } = useMessages();
  if (!isFiltered) return <Empty title={audit.nothingYet} hint={audit.nothingYetHint} />;
  return (
    <Empty
      title={audit.nothingFound}
      hint={audit.nothingFoundHint}
      action={<Button onClick={onClear}>{members.clearFilters}</Button>}
    />
  );
}

/** The filters of the URL as sentences. */
function useAuditChips(view: AuditView, entries: readonly AuditEntry[], change: (changes: AuditView) => void): Chip[] {
  const audit = useApart(auditWords);
  const { common } = useMessages();
  const { sentence } = audit;
  const staff = useSubjectName(view.by === undefined ? null : subjectOf(view.by));
  const by = staff ?? entries.find((entry) => entry.by.id === view.by)?.by.name;
  const subject = view.object === undefined ? null : subjectOf(view.object);
  const known = useSubjectName(subject);
  const object =
    subject === null ? view.object : audit.subjects[subject.kind].replace('{name}', () => known ?? subject.id).trim();
  const isOpen = view.from === undefined && view.to === undefined;
  const chips: (readonly [string | null, AuditView])[] = [
    [view.by === undefined ? null : sentence.by(by ?? view.by), { by: undefined }],
    [
      view.action === undefined
        ? null
        : sentence.action(isAction(view.action) ? audit.actions[view.action] : view.action),
      { action: undefined },
    ],
    [object === undefined ? null : sentence.object(object), { object: undefined }],
    [isOpen ? null : sentence.at(common.range(view.from ?? '…', view.to ?? '…')), { from: undefined, to: undefined }],
  ];
  return chips.flatMap(([text, without]) =>
    text === null ? [] : [{ key: Object.keys(without).join(), sentence: text, onRemove: () => change(without) }],
  );
}

/** Who did what, when, and to what? */
export function AuditPage() {
  const audit = useApart(auditWords);
  usePageTitle(audit.title);
  const { zone } = useFormat();
  const { view, change, replace } = useView<AuditView>(paths.audit);
  const trail = useTrail(auditQuery(view, zone));
  const entries = trail.data?.pages.flatMap((page) => page.items) ?? [];
  const chips = useAuditChips(view, entries, change);
  const clear = () => replace({});
  return (
    <div className="page">
      <header>
        <h1>{audit.title}</h1>
      </header>
      <div className="list">
        <div className="list-tools">
          <AuditFilters view={view} entries={entries} onApply={replace} />
          <div className="list-tools-end">{entries.length > 0 ? <ExportTrail view={view} /> : null}</div>
        </div>
        <Chips chips={chips} onClear={clear} />
        <div className="card">
          <Trail trail={trail} empty={<NoEntries isFiltered={chips.length > 0} onClear={clear} />} />
        </div>
      </div>
    </div>
  );
}
