import locale from 'antd/es/locale/en_GB.js';
import { en as messages } from '../messages/en.ts';

export { locale, messages };
