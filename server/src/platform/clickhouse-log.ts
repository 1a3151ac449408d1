import { ClickHouseLogLevel, type ClickHouseClientConfigOptions, type Logger } from '@clickhouse/client';
import { type Log, reasonOf } from './log.ts';

/** Left to itself the client prints what failed with all that it was about. */
export function clickhouseLog(log: Log): ClickHouseClientConfigOptions['log'] {
  class Quiet implements Logger {
    trace(): void {}
    debug(): void {}
    info(): void {}
    warn({ message, err }: Parameters<Logger['warn']>[0]): void {
      log(`ClickHouse: ${message}${err ? ` ${reasonOf(err)}` : ''}`);
    }
    error({ message, err }: Parameters<Logger['error']>[0]): void {
      log(`ClickHouse: ${message} ${reasonOf(err)}`, { level: 'error' });
    }
  }
  return { LoggerClass: Quiet, level: ClickHouseLogLevel.WARN };
}
