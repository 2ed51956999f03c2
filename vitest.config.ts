import { defineConfig } from 'vitest/config';

const common = {
  resolve: { conditions: ['ballast-source'] },
  ssr: { resolve: { conditions: ['ballast-source'] } },
};
/** These rooms keep nothing between calls. */
const ROOMS = 'packages/ballast/src/{config,history,observe,report,venues}';
const patience = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        ...common,
        // Core is pure, and a test holds it to that. Files share what they import, which is a quarter of the time of a run.
        test: {
          ...patience,
          name: 'together',
          include: ['packages/core/src/**/*.test.ts', `${ROOMS}/**/*.test.ts`],
          isolate: false,
        },
      },
      {
        ...common,
        test: {
          ...patience,
          name: 'apart',
          exclude: [`${ROOMS}/**`],
          include: ['packages/ballast/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
          isolate: true,
        },
      },
    ],
  },
});
