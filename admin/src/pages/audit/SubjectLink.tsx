import { Fragment, type ReactNode } from 'react';
import { MayLink } from '../../components/MayLink.tsx';
import { useApart } from '../../languages/language.tsx';
import { auditWords } from '../../messages/apart.ts';
import { paths } from '../../paths.ts';
import { subjectOf, type Subject } from './subject.ts';
import { useSubjectName } from './use-speech.ts';

/** A sentence of the messages, with what stands in its {places}. */
export function Filled({ template, places }: { template: string; places: Readonly<Record<string, ReactNode>> }) {
  return template
    .split(/\{(\w+)\}/)
    .map((part, at) => (at % 2 === 0 ? part : <Fragment key={part}>{places[part]}</Fragment>));
}

/** Where something is looked at; null where it has no page. */
function pageOf({ kind, id }: Subject, name: string | null): string | null {
  switch (kind) {
    case 'member':
      return paths.member(id);
    case 'staff':
      return paths.staff(name === null ? {} : { search: name });
    case 'role':
      return paths.roles({ role: id });
    case 'key':
      return paths.keys({ show: 'all' });
    case 'policy':
      return paths.privacy();
    case 'import':
      return paths.import(id);
    case 'approval':
      return paths.approval(id);
    case 'incident':
      return paths.incidents({ open: id });
    case 'responsible':
    case 'recipient':
      return paths.handling();
    case 'assessment':
      return paths.assessments();
    case 'retention':
      return paths.register();
    case 'attribute':
      return paths.fields();
    case 'tag':
      return paths.tags();
    case 'store':
      return paths.stores();
    case 'rules':
      return paths.signInRules();
    case 'rule':
      return paths.approvalRules();
    case 'setAside':
    case 'export':
      return null;
  }
}

interface Props {
  /** As the trail names it. */
  object: string;
  /** What the entry itself calls it; else it is asked for. */
  toldName?: string | null;
}

/** What something is and is called, with the way there. */
export function SubjectLink({ object, toldName = null }: Props) {
  const audit = useApart(auditWords);
  const subject = subjectOf(object);
  const known = useSubjectName(toldName === null ? subject : null);
  if (subject === null) return object;
  const name = toldName ?? known;
  const page = pageOf(subject, name);
  const shown = name ?? subject.id;
  return (
    <Filled
      template={audit.subjects[subject.kind]}
      places={{ name: page === null ? shown : <MayLink to={page}>{shown}</MayLink> }}
    />
  );
}
