import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "emulator/**/*.test.ts", "tools/**/*.test.ts"],
    // Real processes, real files and native modules: each test file in a process of its own.
    pool: "forks",
    // All cores: most of the time goes by in processes that wait for each other. The default leaves one idle, which of two is half.
    maxWorkers: "100%",
    globals: false,
    watch: false,
    // Limits for a machine with two busy cores; a test that waits for them hangs.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
