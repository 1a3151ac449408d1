import { askPasskey, signInWithPasskey, type Me } from '@shuke/contract';
import { startAuthentication, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { call } from '../../api/call.ts';
import { useSingly } from '../../api/use.ts';

/** Signs in with a passkey: by itself, or as the second step that `challenge` stands for. */
export function usePasskey(onEntered: (staff: Me) => void) {
  return useSingly({
    mutationFn: async (challenge?: string) => {
      const asked = await call(askPasskey, { body: challenge === undefined ? {} : { challenge } });
      const response = await startAuthentication({
        optionsJSON: asked.options as unknown as PublicKeyCredentialRequestOptionsJSON,
      });
      return call(signInWithPasskey, {
        body: { challenge: asked.challenge, response: { ...response, response: { ...response.response } } },
      });
    },
    onSuccess: onEntered,
  });
}
