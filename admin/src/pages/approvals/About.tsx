import { approvalSpec, type Approval } from '@shuke/contract';
import { useApart, useFormat } from '../../languages/language.tsx';
import { approvalWords } from '../../messages/apart.ts';
import { nameIn } from '../audit/ChangesTable.tsx';
import { subjectOf } from '../audit/subject.ts';
import { SubjectLink } from '../audit/SubjectLink.tsx';
import { useSubjectName } from '../audit/use-speech.ts';

/** What it is about, and how much it moves. */
export function About({ approval: { kind, changes, weight } }: { approval: Approval }) {
  const approvals = useApart(approvalWords);
  const format = useFormat();
  const { unit } = approvalSpec(kind);
  const object = changes[0]?.object ?? '';
  // A file has no name of its own: how many it holds says more.
  const isNamed = object !== '' && subjectOf(object)?.kind !== 'export';
  return (
    <>
      {isNamed ? <SubjectLink object={object} toldName={nameIn(changes, object)} /> : null}
      {isNamed && unit !== null ? ' · ' : ''}
      {unit === null ? '' : approvals.size[unit](format.count(weight))}
    </>
  );
}

/** What somebody is called now, or was when it happened. */
export function useNameOf(who: { id: string; name: string }): string {
  return useSubjectName(subjectOf(who.id)) ?? who.name;
}
