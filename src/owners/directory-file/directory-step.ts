import { answerForColleague, answerForLeaver, nobodyFor } from "../answer-for-user.ts";
import type { OwnerStep } from "../owner-step.ts";
import { readRecordedOwner } from "../recorded-owner.ts";
import type { DirectoryFileConfig } from "./config.ts";
import type { Directory } from "./directory.ts";

/** Asks the directory who is known under the recorded address, and answers the address his mail goes to. */
export function createDirectoryStep(directory: Directory, leavers: DirectoryFileConfig["leavers"]): OwnerStep {
  return {
    name: "directory-file",
    async find({ recorded, domains }) {
      const owner = readRecordedOwner(recorded);
      if ("outcome" in owner) return { found: false, outcome: owner.outcome };
      const asked = { prefix: "directory", address: owner.address, domains };
      const user = directory.find(owner.address);
      if (user === undefined) return { found: false, outcome: "owner-unknown" };
      if (user === "several") return { found: false, outcome: "owner-ambiguous", ruledOut: true };
      if (user.accountEnabled === null) return nobodyFor(user, "owner-state-unknown");
      if (user.accountEnabled) return answerForColleague(user, asked);
      if (leavers === "next") return nobodyFor(user, "owner-disabled");
      const manager = directory.managerOf(user);
      return answerForLeaver(user, manager === "several" ? null : (manager ?? null), asked);
    },
  };
}
