import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/**
 * Fails the build where the scripts of the first load (`modules` and all they import statically) outgrow `limitKB`
 * after gzip, because a first load creeps up one import at a time and nobody notices.
 */
export function budget({ modules, limitKB }: { modules: readonly string[]; limitKB: number }): Plugin {
  return {
    name: 'shuke:budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const seen = new Set<string>();
      const visit = (fileName: string): number => {
        const chunk = bundle[fileName];
        if (seen.has(fileName) || chunk?.type !== 'chunk') return 0;
        seen.add(fileName);
        return gzipSync(chunk.code).length + chunk.imports.reduce((sum, name) => sum + visit(name), 0);
      };
      const firstChunks = Object.values(bundle).filter(
        (part) => part.type === 'chunk' && modules.some((module) => part.facadeModuleId?.endsWith(module) === true),
      );
      if (firstChunks.length !== modules.length)
        this.error(`Of ${modules.join(', ')} only ${firstChunks.length} are chunks.`);
      const sizeKB = firstChunks.reduce((sum, part) => sum + visit(part.fileName), 0) / 1024;
      const text = `first load ${sizeKB.toFixed(1)} KB of scripts after gzip, limit ${limitKB} KB`;
      if (sizeKB > limitKB) this.error(`${text}: import what is new lazily`);
      this.info(text);
    },
  };
}
