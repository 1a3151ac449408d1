import type { Code } from '../../api/problem.ts';

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
  detail: '服务端说明',
};
