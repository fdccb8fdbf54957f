import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "emulator/**/*.test.ts", "tools/**/*.test.ts"],
    // Real processes, real files and native modules: each test file in a process of its own.
    pool: "forks",
    globals: false,
    watch: false,
    // Limits for a machine with two busy cores; a test that waits for them hangs.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
