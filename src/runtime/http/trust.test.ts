import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tls from "node:tls";
import { expect, it } from "vitest";
import { machineAuthorities, trustOf } from "./trust.ts";

const NEW = {
  getCACertificates: (type: "default" | "system") =>
    type === "default" ? ["bundled", "environment"] : ["bundled", "system"],
  rootCertificates: ["bundled"],
};
const OLD = { rootCertificates: ["bundled"] };

it("is what Node trusts by itself and what the system does, each once", () => {
  expect(machineAuthorities(NEW, {})).toEqual(["bundled", "environment", "system"]);
  const own = machineAuthorities();
  expect(own.length).toBeGreaterThan(100);
  for (const known of tls.getCACertificates("default")) expect(own).toContain(known);
});

it("keeps NODE_EXTRA_CA_CERTS on a Node that does not tell what it trusts", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lockbell-ca-"));
  const file = join(folder, "extra.pem");
  await writeFile(file, "extra");
  expect(machineAuthorities(OLD, {})).toEqual(["bundled"]);
  expect(machineAuthorities(OLD, { NODE_EXTRA_CA_CERTS: file })).toEqual(["bundled", "extra"]);
  expect(machineAuthorities(OLD, { NODE_EXTRA_CA_CERTS: join(folder, "none") })).toEqual(["bundled"]);
  await rm(folder, { recursive: true });
});

it("is made once for each authority of one's own, whoever asks", () => {
  const [pem = ""] = tls.rootCertificates;
  expect(trustOf(null)).toBe(trustOf(null));
  expect(trustOf(pem)).toBe(trustOf(pem));
  expect(trustOf(pem)).not.toBe(trustOf(null));
});
