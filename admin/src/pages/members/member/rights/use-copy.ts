import { useState } from 'react';
import { downloadCopy } from '../../../../api/download-copy.ts';
import { useNotices } from '../../../../components/Notices.tsx';
import { useApart } from '../../../../languages/language.tsx';
import { centreWords } from '../../../../messages/apart.ts';

/** Saves all that is kept of a member as a file; `onSaved` hears its SHA-256. */
export function useCopy(memberId: string, onSaved: (proof: string) => void = () => {}) {
  const { member } = useApart(centreWords);
  const notices = useNotices();
  const [isSaving, setSaving] = useState(false);
  const save = async (format: 'json' | 'csv') => {
    setSaving(true);
    try {
      onSaved(await downloadCopy(memberId, format));
      notices.good(member.saved);
    } catch (error) {
      notices.problem(error);
    } finally {
      setSaving(false);
    }
  };
  return { save, isSaving };
}
