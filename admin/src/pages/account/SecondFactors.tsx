import {
  beginTotp,
  getSession,
  listFactors,
  removePasskey,
  removeTotp,
  renewRecoveryCodes,
  type Passkey,
} from '@shuke/contract';
import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { Button } from 'antd';
import { useState } from 'react';
import { useAnswer, useWrite } from '../../api/use.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { Failure } from '../../components/Failure.tsx';
import { useNotices } from '../../components/Notices.tsx';
import { ShownOnce } from '../../components/ShownOnce.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useApart, useFormat } from '../../languages/language.tsx';
import { factorWords } from '../../messages/apart.ts';
import { AddPasskey } from './AddPasskey.tsx';
import { RenamePasskey } from './RenamePasskey.tsx';
import { SetUpApp } from './SetUpApp.tsx';
import { useProved } from './use-proved.tsx';

/** What is open over the card. */
type Open =
  | { kind: 'app'; secret: string; uri: string }
  | { kind: 'removeApp' }
  | { kind: 'addPasskey' }
  | { kind: 'renamePasskey'; passkey: Passkey }
  | { kind: 'removePasskey'; passkey: Passkey }
  | { kind: 'renew' }
  | { kind: 'codes'; codes: string[] };

const reads = [listFactors, getSession];

/** What a sign-in asks for besides the password, and how to set it up. */
export function SecondFactors() {
  const words = useApart(factorWords);
  const format = useFormat();
  const notices = useNotices();
  const proved = useProved();
  const answer = useAnswer(listFactors, {});
  const [open, setOpen] = useState<Open | null>(null);
  const begin = useWrite(beginTotp);
  const dropApp = useWrite(removeTotp, reads);
  const dropPasskey = useWrite(removePasskey, reads);
  const renew = useWrite(renewRecoveryCodes, reads);
  const close = () => setOpen(null);
  const told = (notice: string) => {
    notices.good(notice);
    close();
  };
  const added = (notice: string) => (codes: string[] | null) => {
    notices.good(notice);
    setOpen(codes === null ? null : { kind: 'codes', codes });
  };
  /** Waits for the password behind a closed dialog, and then goes on. */
  const refused = (again: () => void) => {
    const onRefused = proved.onRefused(again);
    return (error: Parameters<typeof onRefused>[0]) => {
      close();
      onRefused(error);
    };
  };

  const setUp = () =>
    begin.mutate({}, { onSuccess: (made) => setOpen({ kind: 'app', ...made }), onError: refused(setUp) });
  const removeApp = () => dropApp.mutate({}, { onSuccess: () => told(words.app.removed), onError: refused(removeApp) });
  const remove = (id: string) =>
    dropPasskey.mutate(
      { params: { id } },
      { onSuccess: () => told(words.passkeys.removed), onError: refused(() => remove(id)) },
    );
  const renewCodes = () =>
    renew.mutate(
      {},
      {
        onSuccess: ({ recoveryCodes }) => setOpen({ kind: 'codes', codes: recoveryCodes }),
        onError: refused(renewCodes),
      },
    );

  const { totp = false, passkeys = [], recoveryCodesLeft = 0, isRequired = false } = answer.data ?? {};
  const hasNone = answer.isSuccess && !totp && passkeys.length === 0;
  return (
    <section className="card second-factors" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="faint">{words.hint}</p>
      {isRequired && hasNone ? (
        <p className="trouble" role="alert">
          {words.required}
        </p>
      ) : null}
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton height={160} /> : null}
      {answer.isSuccess ? (
        <ul className="factors">
          <li>
            <div>
              <h3>
                {words.app.title} {totp ? <span className="faint">{words.app.on}</span> : null}
              </h3>
              <p className="faint">{words.app.hint}</p>
            </div>
            {totp ? (
              <Button onClick={() => setOpen({ kind: 'removeApp' })}>{words.app.remove}</Button>
            ) : (
              <Button loading={begin.isPending} onClick={setUp}>
                {words.app.add}
              </Button>
            )}
          </li>
          <li>
            <div>
              <h3>{words.passkeys.title}</h3>
              <p className="faint">{browserSupportsWebAuthn() ? words.passkeys.hint : words.passkeys.unsupported}</p>
            </div>
            <Button disabled={!browserSupportsWebAuthn()} onClick={() => setOpen({ kind: 'addPasskey' })}>
              {words.passkeys.add}
            </Button>
          </li>
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="one-passkey">
              <div>
                {passkey.name}
                <p className="faint">
                  {passkey.lastUsedAt === null
                    ? words.passkeys.never
                    : words.passkeys.lastUsed(format.instant(passkey.lastUsedAt))}
                </p>
              </div>
              <Button
                aria-label={words.passkeys.renameOf(passkey.name)}
                onClick={() => setOpen({ kind: 'renamePasskey', passkey })}
              >
                {words.passkeys.rename}
              </Button>
              <Button
                aria-label={words.passkeys.removeOf(passkey.name)}
                onClick={() => setOpen({ kind: 'removePasskey', passkey })}
              >
                {words.passkeys.remove}
              </Button>
            </li>
          ))}
          {hasNone ? null : (
            <li>
              <div>
                <h3>
                  {words.recovery.title}{' '}
                  <span className="faint">{words.recovery.left(format.count(recoveryCodesLeft))}</span>
                </h3>
                <p className="faint">{words.recovery.hint}</p>
              </div>
              <Button onClick={() => setOpen({ kind: 'renew' })}>{words.recovery.renew}</Button>
            </li>
          )}
        </ul>
      ) : null}
      {proved.dialog}
      {open?.kind === 'app' ? (
        <SetUpApp secret={open.secret} uri={open.uri} onDone={added(words.app.added)} onClose={close} />
      ) : null}
      {open?.kind === 'addPasskey' ? (
        <AddPasskey
          onDone={added(words.passkeys.added)}
          onStale={refused(() => setOpen({ kind: 'addPasskey' }))}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'renamePasskey' ? (
        <RenamePasskey passkey={open.passkey} onDone={() => told(words.passkeys.renamed)} onClose={close} />
      ) : null}
      {open?.kind === 'removeApp' ? (
        <Confirm
          title={words.app.removeTitle}
          effect={words.app.removeEffect}
          action={words.app.remove}
          isDanger
          isPending={dropApp.isPending}
          error={null}
          onConfirm={removeApp}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'removePasskey' ? (
        <Confirm
          title={words.passkeys.removeTitle(open.passkey.name)}
          effect={words.passkeys.removeEffect}
          action={words.passkeys.remove}
          isDanger
          isPending={dropPasskey.isPending}
          error={null}
          onConfirm={() => remove(open.passkey.id)}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'renew' ? (
        <Confirm
          title={words.recovery.renewTitle}
          effect={words.recovery.renewEffect}
          action={words.recovery.renew}
          isPending={renew.isPending}
          error={null}
          onConfirm={renewCodes}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'codes' ? (
        <ShownOnce
          title={words.recovery.told}
          label={words.recovery.told}
          secret={open.codes.join('\n')}
          done={words.recovery.done}
          onClose={close}
        >
          <p>{words.recovery.toldHint}</p>
        </ShownOnce>
      ) : null}
    </section>
  );
}
