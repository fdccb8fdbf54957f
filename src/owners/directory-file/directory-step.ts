import { isInside } from "../../platform/email-address.ts";
import type { OwnerAnswer, OwnerStep } from "../owner-step.ts";
import { readRecordedOwner } from "../recorded-owner.ts";
import type { Directory, Person } from "./directory.ts";

/** Asks the directory who is known under the recorded address, and answers the address his mail goes to. */
export function createDirectoryStep(directory: Directory): OwnerStep {
  return {
    name: "directory-file",
    async find({ recorded, domains }) {
      const owner = readRecordedOwner(recorded);
      if ("outcome" in owner) return { found: false, outcome: owner.outcome };
      const person = directory.find(owner.address);
      if (person === undefined) return { found: false, outcome: "owner-unknown" };
      if (person === "several") return { found: false, outcome: "owner-ambiguous" };
      return answerFor(person, owner.address, domains);
    },
  };
}

function answerFor(person: Person, recorded: string, domains: readonly string[]): OwnerAnswer {
  const { mail, addresses: aliases } = person;
  if (!person.enabled) return { found: false, outcome: "owner-disabled", aliases };
  if (mail === null) return { found: false, outcome: "owner-without-mailbox", aliases };
  // Members may have their mail anywhere, the directory says so; a guest is somebody else's employee.
  if (person.guest && domains.length > 0 && !isInside(mail, domains))
    return { found: false, outcome: "owner-outside", aliases };
  return {
    found: true,
    address: mail,
    role: "owner",
    aliases,
    outcome: recorded === mail ? "directory-address" : "directory-alias",
  };
}
