import type { Messages } from '../messages.ts';
import { columnName } from '../reasons.ts';
import { importColumns } from './import-columns.ts';

export const problems: Messages['problems'] = {
  text: {
    'request.malformed': { title: 'The request could not be read', remedy: 'Reload the page and try again.' },
    'request.invalid': {
      title: 'Something is not filled in correctly',
      remedy: 'Correct what is marked and send it again.',
    },
    'request.too-large': { title: 'Too large', remedy: 'Use a smaller file or split it.' },
    'request.unsupported-type': { title: 'This format is not supported', remedy: 'Use a CSV, CSV.gz or XLSX file.' },
    'request.not-found': { title: 'Not found', remedy: 'It may be gone, or the link is wrong.' },
    'request.method': { title: 'Page and service differ in version', remedy: 'Reload the page.' },
    'auth.required': { title: 'Your session has ended', remedy: 'Sign in again.' },
    'auth.failed': { title: 'E-mail or password is wrong', remedy: 'Check both and try again.' },
    'auth.forbidden': { title: 'Not allowed', remedy: 'Ask your administrator if you need this.' },
    'field.hidden': {
      title: 'Hidden from your role',
      remedy: 'Leave out what asks for this field, or ask somebody whose role sees it.',
    },
    'field.locked': {
      title: 'Not edited by your role',
      remedy: 'Leave this field as it is, or ask somebody whose role edits it.',
    },
    'auth.stores': {
      title: 'Beyond your stores',
      remedy: 'This is about all stores. Ask somebody who sees all of them.',
    },
    'request.throttled': { title: 'Too many calls', remedy: 'Wait a moment, then try again.' },
    'auth.throttled': { title: 'Too many tries', remedy: 'Wait a moment, then try again.' },
    'auth.stale': {
      title: 'Confirm once more that it is you',
      remedy: 'Enter your password, or sign out and in again.',
    },
    'factor.wrong': { title: 'This was not right', remedy: 'Wait for the next code, or use another way.' },
    'factor.challenge': { title: 'This step is over', remedy: 'It took too long or failed too often; start again.' },
    'factor.taken': { title: 'There is one already', remedy: 'Remove it first, then set up another.' },
    'factor.unknown': { title: 'This passkey is gone', remedy: 'Load the page again to see which there are.' },
    'staff.unknown': { title: 'Nobody like that on the staff', remedy: 'Choose somebody from the list.' },
    'staff.email-taken': {
      title: 'Somebody has this e-mail already',
      remedy: 'Change that person, or use another e-mail.',
    },
    'staff.last-owner': { title: 'This is the last owner', remedy: 'Make somebody else an owner first.' },
    'staff.invitation': { title: 'This link is not good any more', remedy: 'Ask whoever sent it for a new one.' },
    'role.unknown': { title: 'No such role', remedy: 'It may just have been dropped; choose another one.' },
    'role.fixed': { title: 'Ready roles cannot be changed', remedy: 'Copy it to a new role and change that.' },
    'role.in-use': { title: 'Somebody has this role', remedy: 'Give them another one first.' },
    'key.unknown': { title: 'No such API key', remedy: 'It may have been revoked; reload the list.' },
    'key.conflict': {
      title: 'This differs from what was sent before',
      remedy: 'Reload the page and look at the result first.',
    },
    'approval.unknown': { title: 'No such approval', remedy: 'It may not be open to you; choose one from the list.' },
    'approval.over': { title: 'This approval is over', remedy: 'If it is still wanted, ask for it anew.' },
    'approval.own': {
      title: 'Nobody approves their own',
      remedy: 'Ask somebody else who may approve, or withdraw it.',
    },
    'approval.twice': {
      title: 'You have approved this already',
      remedy: 'It waits for somebody else to approve it too.',
    },
    'approval.changed': {
      title: 'What it would change has changed; nothing was approved',
      remedy: 'Look at what it would change now, and decide anew.',
    },
    'approval.needed': {
      title: 'Exports need approval',
      remedy: 'Ask for one with “Export” above the list of members.',
    },
    'approval.too-few': {
      title: 'Too few of the staff may approve',
      remedy: 'Give more of them a role with “Approve and refuse” first.',
    },
    'export.spent': {
      title: 'This file cannot be taken any more',
      remedy: 'An approval is good for one download within a day. Ask for the export anew.',
    },
    'client.deferred': {
      title: 'Waiting for approval',
      remedy: 'It takes effect by itself once approved; until then nothing changes.',
    },
    'engine.busy': { title: 'Busy', remedy: 'Waiting data is being worked off; try again in a few seconds.' },
    'engine.set-aside': {
      title: 'This input could not be decided and was set aside',
      remedy: 'See “Engine health” for the reason and replay it there.',
    },
    'store.down': {
      title: 'The database is away for the moment',
      remedy: 'Nothing confirmed is lost. Try again shortly.',
    },
    'store.unknown': {
      title: 'There is no such store, region or brand',
      remedy: 'It may have another name by now, or not be among your stores. Choose stores anew.',
    },
    'server.fault': {
      title: 'The service failed',
      remedy: 'Try again; if it happens once more, tell your administrator.',
    },
    'member.heard': {
      title: 'The member was heard of just now',
      remedy: 'Nothing was erased. Look again, then decide.',
    },
    'member.erased': {
      title: 'This member’s data was destroyed',
      remedy: 'Only orders and points are left, without a name. Whoever signs up again begins anew.',
    },
    'request.unknown': { title: 'No such request', remedy: 'Check the link, or look in Requests.' },
    'incident.unknown': { title: 'No such breach', remedy: 'Check the link, or look in Privacy · Breaches.' },
    'incident.closed': {
      title: 'This breach was closed before',
      remedy: 'Write down what came to light since as a new one.',
    },
    'request.closed': {
      title: 'This request was closed before',
      remedy: 'Open a new request for what is still wanted.',
    },
    'member.unknown': { title: 'No such member', remedy: 'Check the link, or search in Members.' },
    'member.identifier-taken': {
      title: 'This identifier belongs to another member',
      remedy: 'Check phone, e-mail and the others for mistakes.',
    },
    'member.identifier-invalid': { title: 'This identifier is not valid', remedy: 'Check the phone number or e-mail.' },
    'order.unknown': { title: 'No such order', remedy: 'Check the order number.' },
    'order.ambiguous': { title: 'Several channels have this order number', remedy: 'Say which channel.' },
    'order.money': { title: 'The order’s money does not add up', remedy: 'Check lines, discounts and total.' },
    'order.conflict': {
      title: 'The order differs from the one known',
      remedy: 'This number exists with other money or lines.',
    },
    'order.transition': { title: 'The order cannot change that way', remedy: 'Check its present status.' },
    'refund.excess': { title: 'More than can be refunded', remedy: 'Check what was refunded already.' },
    'refund.conflict': {
      title: 'The refund differs from the one known',
      remedy: 'This refund number exists with another amount.',
    },
    'points.amount': { title: 'Not a valid number of points', remedy: 'Enter a whole number above zero.' },
    'policy.unknown': {
      title: 'There is no such version of a policy',
      remedy: 'Choose one of those that were published.',
    },
    'tag.unknown': { title: 'There is no such tag', remedy: 'Settings, Tags lists them and makes new ones.' },
    'tag.refused': {
      title: 'The member does not want this tag',
      remedy: 'They removed it themselves, and nothing adds it again unless they allow it.',
    },
    'attribute.type': {
      title: 'The field holds another type',
      remedy: 'Send a value of its type. A type is chosen once: take another code for another type.',
    },
    'attribute.consent': {
      title: 'The member has not consented to sensitive data',
      remedy: 'Record the separate consent to sensitive data on the member’s page first, then fill the field in.',
    },
    'contact.unknown': {
      title: 'There is no such contact permit',
      remedy: 'Its number was answered when it was asked for: check it.',
    },
    'contact.stopped': {
      title: 'This contact permit was stopped',
      remedy: 'The member withdrew, objected or asked to be deleted: do not send this message.',
    },
    'contact.over': {
      title: 'This contact permit was used, or has ended',
      remedy: 'A permit is for one message: ask for a new one right before sending.',
    },
    'attribute.assessment': {
      title: 'This field was not assessed yet',
      remedy:
        'Record an assessment under Privacy → Assessments that names the field and finds it acceptable, then class it sensitive.',
    },
    'recipient.unknown': {
      title: 'There is no such recipient',
      remedy: 'Find it under Privacy → Who handles data.',
    },
    'consent.guardian': {
      title: 'Somebody else has to consent',
      remedy:
        'For members under fourteen a guardian consents, all others consent themselves. A wrong birthday is corrected first.',
    },
    'policy.outdated': {
      title: 'This version of the policy was replaced',
      remedy: 'Show the latest version, then record the consent.',
    },
    'import.unknown': { title: 'No such import', remedy: 'Choose one from the list.' },
    'import.file': {
      title: 'The file cannot be read',
      remedy: 'Check that it is a complete CSV, CSV.gz or XLSX file.',
    },
    'import.mapping': {
      title: 'The columns are not matched correctly',
      remedy: 'Check that every required column is chosen.',
    },
    'import.state': { title: 'Not possible at this point', remedy: 'The import has moved on; see its latest state.' },
    'backup.no-target': { title: 'No place for backups is set', remedy: 'Set SHUKE_BACKUP_TO and start again.' },
    'backup.running': { title: 'A backup or a check is at work', remedy: 'Wait until it has ended, then try again.' },
    'backup.unknown': {
      title: 'There is no such backup',
      remedy: 'It may have been dropped for its age. Reload the list.',
    },
    'analytics.down': {
      title: 'The analytics store is away for the moment',
      remedy: 'Members and orders are not affected; figures will catch up.',
    },
    'clock.backwards': { title: 'Time does not run backwards', remedy: 'Choose a later time.' },
    'clock.elsewhere': { title: 'Time is not moved in this process', remedy: 'Ask the process that decides.' },
    'client.offline': {
      title: 'The service cannot be reached',
      remedy: 'Check the network. Pages are read again by themselves; what was not saved, save again: it counts once.',
    },
    'client.unreadable': {
      title: 'An answer could not be understood',
      remedy: 'Reload the page; if it happens again, tell your administrator.',
    },
  },
  reasons: {
    'file.empty': () => 'This file is empty. Export it again and upload that.',
    'file.oldExcel': () => 'This is an old Excel file (.xls). Open it in Excel and save it as .xlsx or CSV UTF-8.',
    'file.pdf': () => 'This is a PDF. Export the orders as CSV or Excel (.xlsx).',
    'file.noTable': () => 'This is no table. Export the orders as CSV, CSV.gz or Excel (.xlsx).',
    'file.noText': () => 'The file has no text. Its first row must name the columns.',
    'file.noRows': () => 'The file has a header and no rows below it. Export it with its rows and upload that.',
    'file.tooManyColumns': ({ columns, limit }) => `The file has ${columns} columns; at most ${limit} can be read.`,
    'file.tooManyLines': ({ limit }) => `The file has more than ${limit} lines. Split it into several files.`,
    'file.tooLargeUnfolded': ({ limitMegabytes }) =>
      `The file unpacks to more than ${limitMegabytes} MB. Split it into several files.`,
    'file.gzipCutOff': () =>
      'The compressed file ends too early: it was cut off while it was written or sent. Export or upload it again.',
    'file.gzipDamaged': () => 'The compressed file is damaged and cannot be unpacked. Export or upload it again.',
    'file.quoteOpen': () =>
      'A quotation mark (") is opened and never closed before the end of the file. Close it, or export the file again.',
    'file.recordTooLong': ({ line, limitMegabytes }) =>
      `The record that begins at line ${line} is longer than ${limitMegabytes} MB. Most likely a quotation mark (") there is never closed.`,
    'file.unreadable': ({ line }) =>
      `The file cannot be read as a table near line ${line}. Mend that line, or export the file again.`,
    'file.workbookDamaged': () =>
      'The workbook cannot be read. Open it in Excel and save it again as .xlsx or CSV UTF-8.',
    'file.workbookTooLarge': () =>
      'The workbook is too large to be unpacked. Save the sheet as CSV UTF-8 and import that.',
    'file.gone': () => 'The uploaded file is not kept any more. Upload it again.',
    'file.keptDamaged': () => 'The file that was kept is damaged and cannot be read. Upload it again.',
    'file.unforeseen': ({ message }) =>
      `This file cannot be imported, by a fault of the program. Tell whoever supports you: ${message}`,
    'mapping.noObject': () => 'The mapping must be a JSON object.',
    'mapping.unfit': () => 'The file cannot be read with these columns. Nothing was recorded.',
    'mapping.columnAbsent': ({ column, header }) =>
      `${columnName(importColumns, column)}: the file has no column “${header}”`,
    'mapping.columnNeeded': ({ column }) =>
      `${columnName(importColumns, column)}: choose the column of the file that holds it`,
    'mapping.priceNeeded': () => 'Unit price: choose the column of the unit price or of the line amount',
    'mapping.noTimeZone': ({ timezone }) => `Time zone: there is no “${timezone}”; an example is Asia/Shanghai`,
  },
  detail: 'The service says',
};
