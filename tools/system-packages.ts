/**
 * What tests use that npm cannot bring. It is installed only where that was asked for and is possible (`CI=true` or
 * `--install`, as root on Debian); otherwise the tests that need it are skipped by name, and this says why.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

interface SystemPackage {
  /** Debian's name for it. */
  readonly name: string;
  /** What is lost without it. */
  readonly without: string;
  readonly isPresent: () => boolean;
}

const SYSTEM_PACKAGES: readonly SystemPackage[] = [
  {
    name: "chromium",
    without: "mails are not looked at in a browser",
    isPresent: () => ["chromium", "chromium-browser", "google-chrome"].some(isCommand),
  },
  {
    name: "fonts-noto-core",
    without: "a browser draws boxes for letters of other scripts",
    isPresent: () => existsSync("/usr/share/fonts/truetype/noto") || process.platform !== "linux",
  },
  {
    name: "postfix",
    without: "no mail is handed to a real mail server",
    isPresent: () => existsSync("/usr/sbin/postfix"),
  },
  {
    name: "tinyproxy",
    without: "nothing is sent through a real proxy",
    isPresent: () => isCommand("tinyproxy"),
  },
];

/** Installs what is missing if `install` is set and it can be done, and says on standard error what stays missing. */
export function provideSystemPackages(install: boolean): void {
  const missing = SYSTEM_PACKAGES.filter((wanted) => !wanted.isPresent());
  if (missing.length === 0) return;
  if (install && isDebianRoot()) aptInstall(missing.map(({ name }) => name));
  for (const { name, without } of missing.filter((wanted) => !wanted.isPresent())) {
    process.stderr.write(
      `Missing: ${name}, so ${without}. As root on Debian, \`npm test -- --install\` installs it.\n`,
    );
  }
}

function isDebianRoot(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version") && isCommand("apt-get");
}

function aptInstall(names: readonly string[]): void {
  process.stderr.write(`Installing ${names.join(", ")} with apt-get ...\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", ...names],
  ]) {
    // Standard output is for the tests.
    const { status } = spawnSync("apt-get", args, { env, stdio: ["ignore", 2, 2] });
    if (status !== 0) process.stderr.write(`apt-get ${args[0]} failed.\n`);
  }
}

function isCommand(name: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
