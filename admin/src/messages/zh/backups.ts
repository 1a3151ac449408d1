import type { BackupWarning } from '@shuke/contract';

export const backups = {
  title: '备份',
  count: (count: string) => `${count} 个`,
  hint: '包含全部数据库和上传的文件，加密存放；每个备份都是完整的，没有变化的内容只存一份。',
  make: '立即备份',
  begun: '备份已开始',
  checkBegun: '校验已开始',
  check: '校验',
  checkOne: (at: string) => `校验 ${at} 的备份`,
  checkHint: '把备份恢复到旁边的临时数据库，核对账目后删除，不影响营业。',
  column: { at: '时间', bytes: '大小', took: '用时', check: '校验结果', actions: '操作' },
  added: (bytes: string) => `新增 ${bytes}`,
  neverChecked: '未校验',
  good: '可以恢复',
  bad: '不能恢复',
  checkedAt: (at: string) => `${at} 校验`,
  running: { backup: '正在备份', verify: '正在校验' },
  runningHint: '不影响营业，可以离开这个页面。',
  facts: { target: '存放位置', time: '备份时间', next: '下一次', keep: '保留', rootKey: '根密钥' },
  noTarget: '未设置',
  daily: (time: string) => `每天 ${time}`,
  every: (hours: number) => `每 ${hours} 小时`,
  soon: '马上',
  keep: (count: string) => `最近 ${count} 个`,
  rootKey: {
    file: (file: string) => `文件 ${file}`,
    setting: '设置项 SHUKE_ROOT_KEY',
    command: '外部命令 SHUKE_KEY_COMMAND',
  },
  rootKeyHint: '备份里没有根密钥。没有它，任何备份都打不开：请另存一份，不要和备份放在一起。',
  warnings: {
    noTarget: {
      title: '还没有备份',
      remedy: '请把 SHUKE_BACKUP_TO 设为另一块磁盘上的文件夹，或 s3://存储桶/前缀，然后重新启动。',
    },
    none: { title: '还没有备份', remedy: '第一个备份会在启动后自动进行，也可以立即备份。' },
    old: { title: '最近的备份已超过 48 小时', remedy: '请检查存放位置能否写入，然后立即备份。' },
    failed: { title: '最近一次没有成功', remedy: '会自动重试。' },
    neverChecked: { title: '还没有校验过任何备份', remedy: '没有恢复过的备份不算可靠，请校验最新的一个。' },
    checkFailed: { title: '有备份不能恢复', remedy: '请立即备份并校验：损坏的部分会重新写入。' },
  } satisfies Record<BackupWarning, { title: string; remedy: string }> as Record<
    BackupWarning,
    { title: string; remedy: string }
  >,
  empty: '还没有备份',
  emptyHint: '备份让你在磁盘损坏、误删或被勒索时找回全部会员和订单。恢复用命令 npm run shuke -- restore。',
};
