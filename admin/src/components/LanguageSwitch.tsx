import { useWords } from '../languages/language.tsx';

export function LanguageSwitch() {
  const { language, messages, choose } = useWords();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <button
      type="button"
      className="plain text-button"
      title={messages.shell.language}
      lang={other}
      onClick={() => choose(other)}
    >
      {messages.shell.languageName}
    </button>
  );
}
