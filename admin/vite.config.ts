import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { budget } from './build/budget.ts';
import { precompress } from './build/precompress.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What a browser loads before it shows the home page. */
const firstModules = ['/index.html', '/src/languages/zh-CN.ts', '/src/shell/Shell.tsx', '/src/pages/home/HomePage.tsx'];

export default defineConfig({
  root: here('.'),
  plugins: [react(), budget({ modules: firstModules, limitKB: 220 }), precompress()],
  resolve: { alias: [{ find: /^zod$/, replacement: here('build/no-zod.ts') }] },
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: 'es2023',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { '/api': 'http://localhost:7080' } },
});
