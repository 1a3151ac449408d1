import type { Code } from '../../api/problem.ts';
import { columnName, type ReasonTexts } from '../reasons.ts';
import { imports } from './imports.ts';

interface ProblemText {
  title: string;
  remedy: string;
}

export const problems = {
  text: {
    'request.malformed': { title: '请求内容无法读取', remedy: '请刷新页面后重试。' },
    'request.invalid': { title: '有内容填写不正确', remedy: '请按提示修改后再提交。' },
    'request.too-large': { title: '内容太大', remedy: '请缩小文件或分成几份。' },
    'request.unsupported-type': { title: '不支持这种格式', remedy: '请使用 CSV、CSV.gz 或 XLSX 文件。' },
    'request.not-found': { title: '没有找到', remedy: '它可能已被删除，或链接有误。' },
    'request.method': { title: '页面与服务版本不一致', remedy: '请刷新页面。' },
    'auth.required': { title: '登录已过期', remedy: '请重新登录。' },
    'auth.failed': { title: '邮箱或密码不正确', remedy: '请核对后再试。' },
    'auth.forbidden': { title: '没有权限', remedy: '如需使用，请联系管理员。' },
    'auth.throttled': { title: '尝试次数过多', remedy: '请稍等片刻再试。' },
    'staff.unknown': { title: '没有这位员工', remedy: '请从员工列表中选择。' },
    'staff.email-taken': { title: '这个邮箱已经是一位员工的', remedy: '请直接修改那位员工，或换一个邮箱。' },
    'staff.last-owner': { title: '这是最后一位店主', remedy: '请先让另一位员工成为店主。' },
    'staff.invitation': { title: '这个链接不能用了', remedy: '请让发给你链接的人重新生成一个。' },
    'role.unknown': { title: '没有这个角色', remedy: '它可能刚被删除，请另选一个。' },
    'role.fixed': { title: '内置角色不能修改', remedy: '请复制为新角色后再调整。' },
    'role.in-use': { title: '还有员工是这个角色', remedy: '请先给他们换一个角色。' },
    'key.unknown': { title: '没有这把密钥', remedy: '它可能已被吊销，请刷新列表。' },
    'key.conflict': { title: '这次提交与之前的不一致', remedy: '请刷新页面，确认结果后再操作。' },
    'engine.busy': { title: '系统正忙', remedy: '积压的数据正在处理，请过几秒再试。' },
    'engine.set-aside': { title: '这条输入无法处理，已搁置', remedy: '可在“引擎状态”里查看原因并重放。' },
    'store.down': { title: '数据库暂时不可用', remedy: '已确认的数据不会丢失，请稍后再试。' },
    'server.fault': { title: '服务出错了', remedy: '请重试；如果再次出现，请联系管理员。' },
    'member.unknown': { title: '没有这位会员', remedy: '请检查链接，或在会员列表中搜索。' },
    'member.identifier-taken': { title: '这个标识属于另一位会员', remedy: '请核对手机号、邮箱等是否填错。' },
    'member.identifier-invalid': { title: '标识格式不正确', remedy: '请检查手机号或邮箱。' },
    'order.unknown': { title: '没有这个订单', remedy: '请检查订单号。' },
    'order.ambiguous': { title: '多个渠道有同一订单号', remedy: '请指明渠道。' },
    'order.money': { title: '订单金额对不上', remedy: '请核对明细、优惠与合计。' },
    'order.conflict': { title: '订单与已有的不一致', remedy: '同一订单号已存在，金额或明细不同。' },
    'order.transition': { title: '订单状态不能这样变化', remedy: '请核对订单当前状态。' },
    'refund.excess': { title: '退款超过可退金额', remedy: '请核对已退金额。' },
    'refund.conflict': { title: '退款与已有的不一致', remedy: '同一退款号已存在，金额不同。' },
    'points.amount': { title: '积分数量不正确', remedy: '请填写正整数。' },
    'import.unknown': { title: '没有这次导入', remedy: '请从导入列表中选择。' },
    'import.file': { title: '文件无法读取', remedy: '请确认是完整的 CSV、CSV.gz 或 XLSX 文件。' },
    'import.mapping': { title: '列的匹配不正确', remedy: '请检查必填列是否都已选择。' },
    'import.state': { title: '现在不能这样操作', remedy: '导入状态已变化，请看最新进度。' },
    'analytics.down': { title: '分析库暂时不可用', remedy: '会员和订单不受影响，指标会稍后补齐。' },
    'clock.backwards': { title: '时间不能倒退', remedy: '请选择更晚的时间。' },
    'clock.elsewhere': { title: '时间不由这个进程拨动', remedy: '请向负责处理输入的进程发送。' },
    'client.offline': { title: '连接不上服务', remedy: '请检查网络，稍后会自动重试。' },
    'client.unreadable': { title: '收到无法识别的回答', remedy: '请刷新页面；如果再次出现，请联系管理员。' },
  } satisfies Record<Code, ProblemText> as Record<Code, ProblemText>,
  /** Beside the remedy, and in place of what the server says in English. */
  reasons: {
    'file.empty': () => '这个文件是空的。请重新导出后上传。',
    'file.oldExcel': () => '这是旧版 Excel 文件（.xls）。请用 Excel 打开，另存为 .xlsx 或 CSV UTF-8。',
    'file.pdf': () => '这是 PDF。请把订单导出为 CSV 或 Excel（.xlsx）。',
    'file.noTable': () => '这不是表格文件。请把订单导出为 CSV、CSV.gz 或 Excel（.xlsx）。',
    'file.noText': () => '文件里没有文字。第一行应当是各列的名称。',
    'file.noRows': () => '文件只有表头，下面没有数据行。请连同数据一起导出后上传。',
    'file.tooManyColumns': ({ columns, limit }) => `文件有 ${columns} 列，最多能读取 ${limit} 列。`,
    'file.tooManyLines': ({ limit }) => `文件超过 ${limit} 行。请分成几个文件。`,
    'file.tooLargeUnfolded': ({ limitMegabytes }) => `文件解压后超过 ${limitMegabytes} MB。请分成几个文件。`,
    'file.gzipCutOff': () => '压缩文件不完整，写入或发送时被截断。请重新导出或上传。',
    'file.gzipDamaged': () => '压缩文件已损坏，无法解压。请重新导出或上传。',
    'file.quoteOpen': () => '有一个引号（"）直到文件末尾都没有成对。请补上，或重新导出。',
    'file.recordTooLong': ({ line, limitMegabytes }) =>
      `从第 ${line} 行开始的一条记录超过 ${limitMegabytes} MB，多半是那里的引号（"）没有成对。`,
    'file.unreadable': ({ line }) => `第 ${line} 行附近无法按表格读取。请修正这一行，或重新导出。`,
    'file.workbookDamaged': () => '这个工作簿无法读取。请用 Excel 打开，重新保存为 .xlsx 或 CSV UTF-8。',
    'file.workbookTooLarge': () => '工作簿太大，无法展开。请把工作表另存为 CSV UTF-8 后导入。',
    'mapping.noObject': () => '列的匹配应当是一个 JSON 对象。',
    'mapping.unfit': () => '按现在的匹配无法读取这个文件，没有写入任何数据。',
    'mapping.columnAbsent': ({ column, header }) =>
      `${columnName(imports.columns, column)}：文件里没有“${header}”这一列`,
    'mapping.columnNeeded': ({ column }) => `${columnName(imports.columns, column)}：请选择文件中对应的列`,
    'mapping.priceNeeded': () => '单价：请选择单价或行金额所在的列',
    'mapping.noTimeZone': ({ timezone }) => `时区：没有“${timezone}”这个时区，例如 Asia/Shanghai`,
  } satisfies ReasonTexts as ReasonTexts,
  detail: '服务端说明',
};
