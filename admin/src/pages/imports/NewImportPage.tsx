import { listImports } from '@shuke/contract';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { useRef, useState, type DragEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { uploadImport } from '../../api/upload.ts';
import { keyOf } from '../../api/use.ts';
import { Failure } from '../../components/Failure.tsx';
import { useNotices } from '../../components/Notices.tsx';
import { usePageTitle } from '../../components/use-page-title.ts';
import { useApart, useMessages } from '../../languages/language.tsx';
import { importWords } from '../../messages/apart.ts';
import { paths } from '../../paths.ts';
import { ImportSteps } from './ImportSteps.tsx';

interface Upload {
  name: string;
  share: number;
  stop: AbortController;
}

/** Step one: the file. */
export function NewImportPage() {
  const imports = useApart(importWords);
  const { common } = useMessages();
  usePageTitle(imports.add);
  const navigate = useNavigate();
  const notices = useNotices();
  const client = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [upload, setUpload] = useState<Upload | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isOver, setOver] = useState(false);

  const send = async (file: File | undefined) => {
    if (file === undefined || upload !== null) return;
    const stop = new AbortController();
    setFailure(null);
    setUpload({ name: file.name, share: 0, stop });
    try {
      const made = await uploadImport(file, (share) => setUpload({ name: file.name, share, stop }), stop.signal);
      void client.invalidateQueries({ queryKey: keyOf(listImports) });
      void navigate(paths.import(made.id), { replace: true });
    } catch (error) {
      setUpload(null);
      if (stop.signal.aborted) notices.good(imports.uploadCancelled);
      else setFailure(error);
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void send(event.dataTransfer.files[0]);
  };

  return (
    <div className="page">
      <header>
        <div>
          <p className="faint">
            <Link to={paths.imports()}>{imports.title}</Link>
          </p>
          <h1>{imports.add}</h1>
        </div>
      </header>
      <div className="stack">
        <ImportSteps current={0} />
        {failure === null ? null : <Failure error={failure} />}
        {upload === null ? (
          <div
            className={`card drop ${isOver ? 'drop-over' : ''}`}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={onDrop}
          >
            <p className="empty-title">{imports.drop}</p>
            <p className="soft">{imports.dropHint}</p>
            <Button type="primary" onClick={() => field.current?.click()}>
              {imports.choose}
            </Button>
            <input
              ref={field}
              type="file"
              className="unseen"
              aria-label={imports.choose}
              tabIndex={-1}
              accept=".csv,.gz,.xlsx,.tsv,.txt"
              onChange={(event) => {
                void send(event.target.files?.[0]);
                event.target.value = '';
              }}
            />
          </div>
        ) : (
          <div className="card drop">
            <p>{upload.share < 1 ? imports.uploading(upload.name) : imports.reading}</p>
            <Progress percent={Math.floor(upload.share * 100)} status="active" style={{ maxWidth: 400 }} />
            <Button onClick={() => upload.stop.abort()}>{common.cancel}</Button>
          </div>
        )}
      </div>
    </div>
  );
}
