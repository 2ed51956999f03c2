import { defineConfig } from 'vitest/config';

const common = {
  resolve: { conditions: ['ballast-source'] },
  ssr: { resolve: { conditions: ['ballast-source'] } },
};
const patience = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        ...common,
        // Core is pure, and a test holds it to that: its files share what they import, which is a quarter of the time.
        test: { ...patience, name: 'core', include: ['packages/core/src/**/*.test.ts'], isolate: false },
      },
      {
        ...common,
        test: {
          ...patience,
          name: 'rest',
          include: ['packages/ballast/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
          isolate: true,
        },
      },
    ],
  },
});
