import { auditVerify } from './commands/audit-verify.ts';
import { backup, listBackups, restore, verify } from './commands/backup.ts';
import { check } from './commands/check.ts';
import type { Command } from './commands/command.ts';
import { rotateKeys } from './commands/keys.ts';
import { importOrders } from './commands/import-orders.ts';
import { resetApprovals } from './commands/reset-approvals.ts';
import { resetFactors, resetPassword } from './commands/reset-sign-in.ts';

const commands: Readonly<Record<string, Command>> = {
  'import orders': importOrders,
  check,
  'reset password': resetPassword,
  'reset factors': resetFactors,
  'reset approvals': resetApprovals,
  'audit verify': auditVerify,
  'keys rotate': rotateKeys,
  'backup list': listBackups,
  backup,
  verify,
  restore,
};

process.exitCode = await main(process.argv.slice(2)).catch((error: Error & { code?: string }) => {
  console.error(error.message);
  return error.code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1;
});

async function main(args: readonly string[]): Promise<number> {
  for (const [name, command] of Object.entries(commands)) {
    const words = name.split(' ');
    if (words.every((word, at) => args[at] === word)) return command.run(args.slice(words.length));
  }
  const isHelp = args.length === 0 || ['help', '--help', '-h'].includes(args[0]!);
  if (!isHelp) console.error(`There is no command "${args.join(' ')}".\n`);
  console.log('npm run shuke -- COMMAND\n');
  for (const { usage, summary } of Object.values(commands)) console.log(`  ${usage}\n      ${summary}`);
  return isHelp ? 0 : 2;
}
