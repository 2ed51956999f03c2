import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['ballast-source'] },
  ssr: { resolve: { conditions: ['ballast-source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    isolate: true,
  },
});
