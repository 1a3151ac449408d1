import { isAscii } from 'node:buffer';
import type { Encoding } from './file-format.ts';

/** Watches all bytes of a file and tells which encoding they are in. */
export interface EncodingProbe {
  take(chunk: Buffer): void;
  /** Valid UTF-8 is UTF-8; else what GB18030 can read; else Western European, which can read anything. */
  answer(): Encoding;
}

export function encodingProbe(): EncodingProbe {
  let marked: Encoding | undefined;
  let isFirst = true;
  // The decoders are stateless over ASCII, so both may begin at the first byte beyond it.
  const utf8 = strictDecoder('utf-8');
  const gb18030 = strictDecoder('gb18030');
  let isBeyondAscii = false;
  return {
    take(chunk) {
      if (isFirst) marked = byteOrderMark(chunk);
      isFirst = false;
      if (marked) return;
      isBeyondAscii ||= !isAscii(chunk);
      if (!isBeyondAscii) return;
      utf8.take(chunk);
      gb18030.take(chunk);
    },
    answer() {
      if (marked) return marked;
      if (utf8.isValid()) return 'utf-8';
      return gb18030.isValid() ? 'gb18030' : 'windows-1252';
    },
  };
}

function byteOrderMark(chunk: Buffer): Encoding | undefined {
  if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) return undefined;
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
  return chunk[0] === 0xfe && chunk[1] === 0xff ? 'utf-16be' : undefined;
}

function strictDecoder(encoding: Encoding): { take(chunk: Buffer): void; isValid(): boolean } {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let isValid = true;
  const attempt = (decode: () => void) => {
    try {
      if (isValid) decode();
    } catch {
      isValid = false;
    }
  };
  return {
    take: (chunk) => attempt(() => void decoder.decode(chunk, { stream: true })),
    isValid() {
      attempt(() => void decoder.decode());
      return isValid;
    },
  };
}
