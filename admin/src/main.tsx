import { QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider } from 'antd';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import './app.css';
import { NoticeProvider } from './components/Notices.tsx';
import { chosenLanguage, LanguageProvider, loadWords, useWords } from './languages/language.tsx';
import { router, warmUp } from './routes.tsx';
import { client, prefetchSession } from './session.tsx';
import { theme } from './theme.ts';

function App() {
  const { locale } = useWords();
  return (
    <ConfigProvider theme={theme} button={{ autoInsertSpace: false }} {...(locale === undefined ? {} : { locale })}>
      <NoticeProvider>
        <RouterProvider router={router} />
      </NoticeProvider>
    </ConfigProvider>
  );
}

prefetchSession();
const first = await loadWords(chosenLanguage());
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <LanguageProvider first={first}>
        <App />
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
warmUp();
