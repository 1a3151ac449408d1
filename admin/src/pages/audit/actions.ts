import { auditActions, type AuditAction } from '@shuke/contract';

export type Action = AuditAction;
export const actions = auditActions;

export const isAction = (code: string): code is Action => actions.some((known) => known === code);
