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
        // Core is pure, and a test holds it to that; these rooms keep nothing between calls. Their files share what they
        // import, which is a quarter of the time of a run.
        test: {
          ...patience,
          name: 'together',
          include: [
            'packages/core/src/**/*.test.ts',
            'packages/ballast/src/{config,history,observe,report,venues}/**/*.test.ts',
          ],
          isolate: false,
        },
      },
      {
        ...common,
        test: {
          ...patience,
          name: 'apart',
          exclude: ['packages/ballast/src/{config,history,observe,report,venues}/**'],
          include: ['packages/ballast/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
          isolate: true,
        },
      },
    ],
  },
});
