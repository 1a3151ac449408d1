import locale from 'antd/es/locale/zh_CN.js';
import { zh as messages } from '../messages/zh.ts';

export { locale, messages };
