import { isInside } from "../../platform/email-address.ts";
import type { OwnerAnswer, OwnerStep } from "../owner-step.ts";
import { readRecordedOwner } from "../recorded-owner.ts";
import type { DirectoryFileConfig } from "./config.ts";
import type { Directory, Person } from "./directory.ts";

/** Asks the directory who is known under the recorded address, and answers the address his mail goes to. */
export function createDirectoryStep(directory: Directory, leavers: DirectoryFileConfig["leavers"]): OwnerStep {
  return {
    name: "directory-file",
    async find({ recorded, domains }) {
      const owner = readRecordedOwner(recorded);
      if ("outcome" in owner) return { found: false, outcome: owner.outcome };
      const person = directory.find(owner.address);
      if (person === undefined) return { found: false, outcome: "owner-unknown" };
      if (person === "several") return { found: false, outcome: "owner-ambiguous", ruledOut: true };
      if (person.enabled) return answerFor(person, owner.address, domains);
      return leavers === "manager"
        ? managerOf(person, directory, domains)
        : { found: false, outcome: "owner-disabled", aliases: person.addresses, ruledOut: true };
    },
  };
}

function answerFor(person: Person, recorded: string, domains: readonly string[]): OwnerAnswer {
  const { mail, addresses: aliases } = person;
  if (mail === null) return { found: false, outcome: "owner-without-mailbox", aliases, ruledOut: true };
  if (isOutsideGuest(person, domains)) return { found: false, outcome: "owner-outside", aliases, ruledOut: true };
  return {
    found: true,
    address: mail,
    role: "owner",
    aliases,
    outcome: recorded === mail ? "directory-address" : "directory-alias",
  };
}

/** A leaver's notices go to his manager if that is somebody else, who has not left himself and reads mail with us. */
function managerOf(leaver: Person, directory: Directory, domains: readonly string[]): OwnerAnswer {
  const { addresses: aliases } = leaver;
  const manager = leaver.manager === null ? undefined : directory.find(leaver.manager);
  const mail = isReachable(manager, domains) ? manager.mail : null;
  if (mail === null || aliases.includes(mail))
    return { found: false, outcome: "owner-without-manager", aliases, ruledOut: true };
  return { found: true, address: mail, role: "manager", aliases, outcome: "directory-manager" };
}

function isReachable(person: Person | "several" | undefined, domains: readonly string[]): person is Person {
  return person !== undefined && person !== "several" && person.enabled && !isOutsideGuest(person, domains);
}

/** Members may have their mail anywhere, the directory says so; a guest is somebody else's employee. */
function isOutsideGuest({ guest, mail }: Person, domains: readonly string[]): boolean {
  return guest && domains.length > 0 && (mail === null || !isInside(mail, domains));
}
