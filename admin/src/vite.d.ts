/// <reference types="vite/client" />

// antd types its locales as CommonJS modules; what is bundled are the ES modules beside them.
declare module 'antd/es/locale/zh_CN.js' {
  import type { ConfigProviderProps } from 'antd';
  const locale: ConfigProviderProps['locale'];
  export default locale;
}
declare module 'antd/es/locale/en_GB.js' {
  import type { ConfigProviderProps } from 'antd';
  const locale: ConfigProviderProps['locale'];
  export default locale;
}
