import type { ThemeConfig } from 'antd';

/** The same colours stand as custom properties in app.css; a test compares the two. */
export const colours = {
  accent: '#0f766e',
  accentSoft: '#e6f2f0',
  ink: '#1c1917',
  inkSoft: '#57534e',
  inkFaint: '#736c66',
  line: '#e7e5e4',
  ground: '#faf9f7',
  surface: '#ffffff',
  danger: '#b91c1c',
  warning: '#b45309',
  won: '#15803d',
} as const;

export const fontFamily =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

/** Asked of the browser; tests have none. */
const prefersStillness =
  (globalThis as Partial<typeof globalThis>).matchMedia?.('(prefers-reduced-motion: reduce)').matches === true;

export const theme: ThemeConfig = {
  token: {
    colorPrimary: colours.accent,
    colorInfo: colours.accent,
    colorLink: colours.accent,
    colorSuccess: colours.won,
    colorWarning: colours.warning,
    colorError: colours.danger,
    colorText: colours.ink,
    colorTextSecondary: colours.inkSoft,
    colorTextTertiary: colours.inkFaint,
    colorTextPlaceholder: colours.inkFaint,
    colorBorder: '#d6d3d1',
    colorBorderSecondary: colours.line,
    colorBgLayout: colours.ground,
    borderRadius: 6,
    fontSize: 14,
    fontFamily,
    motion: !prefersStillness,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: {
    Table: {
      headerBg: colours.ground,
      headerColor: colours.inkSoft,
      headerSplitColor: 'transparent',
      cellPaddingBlockMD: 10,
      rowHoverBg: '#f7f6f4',
    },
    Button: { primaryShadow: 'none', defaultShadow: 'none' },
  },
};
