import { nationalPhone, type IdentifierKind } from '@shuke/contract';

/** 138****5678; short values keep only their ends. */
function maskedMiddle(value: string, head: number, tail: number): string {
  if (value.length <= head + tail) return `${value.slice(0, 1)}****`;
  return `${value.slice(0, head)}****${value.slice(-tail)}`;
}

/** A contact as it may lie open on a screen: enough to recognise it, not enough to use it. */
export function masked(kind: IdentifierKind, value: string | null): string {
  if (value === null) return '';
  switch (kind) {
    case 'phone':
      return maskedMiddle(nationalPhone(value), 3, 4);
    case 'email': {
      const [local = '', domain = ''] = value.split('@');
      return `${maskedMiddle(local, 2, 1)}@${domain}`;
    }
    case 'unionid':
    case 'openid':
    case 'wecom':
    case 'alipay':
    case 'device':
    case 'anonymous':
      return maskedMiddle(value, 4, 4);
    case 'external':
    case 'card':
    case 'tmall':
    case 'douyin':
    case 'youzan':
    case 'xiaohongshu':
      return value;
  }
}
