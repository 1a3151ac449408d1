import { getMember, listKeys, listRoles, listStaff, type PolicyCode, type RetentionClass } from '@shuke/contract';
import { useAnswer } from '../../api/use.ts';
import { useTags } from '../../components/use-tags.ts';
import { useChannelName, useRoleName } from '../../components/use-names.ts';
import { useApart, useFormat, useMessages } from '../../languages/language.tsx';
import {
  approvalWords,
  auditWords,
  centreWords,
  factWords,
  fieldRightWords,
  handlingWords,
  ruleWords,
  staffWords,
} from '../../messages/apart.ts';
import { useMay } from '../../session.tsx';
import type { Speech } from './changes.ts';
import type { Subject } from './subject.ts';

/** Names change rarely, and a trail asks for many. */
const RARELY_MS = 10 * 60_000;

/** The names of all that can be told of, as far as whoever looks may see them. */
export function useDirectory() {
  const may = useMay();
  const rarely = { staleTime: RARELY_MS };
  return {
    staff: useAnswer(listStaff, {}, { ...rarely, enabled: may('staff.read') }).data?.items ?? [],
    roles: useAnswer(listRoles, {}, { ...rarely, enabled: may('roles.read') }).data?.items ?? [],
    keys: useAnswer(listKeys, {}, { ...rarely, enabled: may('keys.read') }).data?.items ?? [],
  };
}

/** What something is called now; null where that is not known here. */
export function useSubjectName(subject: Subject | null): string | null {
  const may = useMay();
  const { privacy, members } = useMessages();
  const roleName = useRoleName();
  const approvals = useApart(approvalWords);
  const { title: signInRules } = useApart(ruleWords);
  const { classes: kept } = useApart(centreWords).retention;
  const handling = useApart(handlingWords);
  const { staff, roles, keys } = useDirectory();
  const { tagName } = useTags(subject?.kind === 'tag');
  const id = subject?.id ?? '';
  const member = useAnswer(
    getMember,
    { params: { id } },
    { staleTime: RARELY_MS, enabled: subject?.kind === 'member' && id !== 'new' && may('members.read') },
  );
  switch (subject?.kind) {
    case 'member':
      return member.error?.code === 'member.erased' ? members.erasedNumber(id) : (member.data?.name ?? null);
    case 'staff':
      return staff.find((one) => one.id === id)?.name ?? null;
    case 'role': {
      const role = roles.find((one) => one.code === id);
      return role === undefined ? null : roleName(role.code, role.name);
    }
    case 'key':
      return keys.find((one) => one.id === id)?.name ?? null;
    case 'policy':
      return privacy.policies[id as PolicyCode] ?? null;
    case 'retention':
      return kept[id as RetentionClass].title;
    case 'rules':
      return signInRules;
    case 'rule':
      return (approvals.kinds as Readonly<Record<string, string>>)[id] ?? id;
    case 'tag':
      return tagName(id);
    case 'attribute':
    case 'store':
      return id;
    case 'responsible':
      return handling.responsible.title;
    case 'approval':
    case 'export':
    case 'import':
    case 'incident':
    case 'recipient':
    case 'assessment':
    case 'setAside':
    case undefined:
      return null;
  }
}

/** What names and values of the trail are said with. */
export function useSpeech(): Speech {
  const { roles, staff } = useDirectory();
  const roleName = useRoleName();
  const { tagName } = useTags();
  return {
    messages: useMessages(),
    facts: useApart(factWords),
    audit: useApart(auditWords),
    approvals: useApart(approvalWords),
    rights: useApart(fieldRightWords),
    staff: useApart(staffWords),
    format: useFormat(),
    role: (code) => roleName(code, roles.find((role) => role.code === code)?.name ?? null),
    channel: useChannelName(),
    tag: tagName,
    person: (email) => staff.find((one) => one.email === email)?.name ?? email,
  };
}
