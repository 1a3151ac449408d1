import type { Incident } from '@shuke/contract';
import { makeFormat } from '../../../format/format.ts';
import { privacyCentre } from '../../../messages/zh/privacy-centre.ts';

const { incidents: words } = privacyCentre;
const OPEN = '正在核实';

/** The report of a breach to the authority, in Chinese whoever reads the screen: what 个人信息保护法 57 and the 报告管理办法 ask for. */
export function reportText(incident: Incident, zone: string): string {
  const format = makeFormat('zh-CN', zone);
  const done = incident.notes.map(({ at, mark, note }) =>
    [`${format.instant(at)} ${words.marks[mark]}`, ...(note === null ? [] : [note])].join('：'),
  );
  return [
    '网络安全（个人信息泄露）事件报告',
    '',
    `一、事件：${incident.title}`,
    `二、级别（初判）：${words.levels[incident.level]}`,
    `三、发现时间：${format.instant(incident.foundAt)}`,
    `四、涉及的信息种类：${incident.data.map((kind) => words.data[kind]).join('、')}`,
    `五、涉及人数：${incident.people === null ? OPEN : words.people(format.count(incident.people))}`,
    `六、原因：${incident.cause ?? OPEN}`,
    `七、可能造成的危害：${incident.harm ?? OPEN}`,
    `八、已采取和将采取的措施：${incident.measures ?? OPEN}`,
    `九、是否已告知个人：${incident.toldAt === null ? '尚未' : `已于 ${format.instant(incident.toldAt)} 告知`}`,
    `十、联系人及联系方式：${incident.contact}`,
    ...(done.length > 0 ? ['', '处置经过：', ...done] : []),
  ].join('\n');
}
