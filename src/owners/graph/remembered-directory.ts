/**
 * The directory's answers, remembered between runs. What it said is kept, not what was concluded, so that a changed configuration is not
 * answered by what the old one thought; and what is remembered is read with the same care as what a stranger sends.
 */
import { z } from "zod";
import { parseObject } from "../../platform/parse-object.ts";
import type { Clock } from "../../runtime/clock.ts";
import { mailAddressesOf, namesOf } from "../directory-user.ts";
import type { StepMemory } from "../owner-step.ts";
import type { Asking } from "./asker.ts";
import type { Directory } from "./directory.ts";
import { type GraphGroup, type GraphUser, groupSchema, userSchema } from "./directory-entry.ts";

/** How long answers are believed, milliseconds; 0 is not at all. */
export interface Lifetimes {
  readonly found: number;
  readonly notFound: number;
}

interface Settings {
  readonly memory: StepMemory;
  readonly clock: Clock;
  readonly lifetimes: Lifetimes;
}

/** One kind of question, by the text it is about. */
interface Topic<T> {
  readonly kind: string;
  readonly schema: z.ZodType<T>;
  /** Whether a remembered answer can be one to this question. */
  readonly fits: (answer: T, subject: string) => boolean;
  readonly isFound: (answer: T) => boolean;
  readonly ask: (subject: string, asking: Asking) => Promise<T>;
}

const users = z.array(userSchema.refine((user) => user.accountEnabled !== null));

/** Asks `directory` what is not remembered. Those who ask the same at the same time wait for one answer. */
export function rememberDirectory(directory: Directory, settings: Settings): Directory {
  const remembered = <T>(topic: Topic<T>) => rememberTopic(topic, settings);
  return {
    usersWith: remembered<readonly GraphUser[]>({
      kind: "users",
      schema: users,
      fits: (answer, address) => answer.every((user) => namesOf(user).includes(address)),
      isFound: (answer) => answer.length > 0,
      ask: directory.usersWith,
    }),
    groupsWith: remembered<readonly GraphGroup[]>({
      kind: "groups",
      schema: z.array(groupSchema),
      fits: (answer, address) => answer.every((group) => mailAddressesOf(group).includes(address)),
      isFound: (answer) => answer.length > 0,
      ask: directory.groupsWith,
    }),
    managerOf: remembered<GraphUser | null>({
      kind: "manager",
      schema: users.element.nullable(),
      fits: () => true,
      isFound: (answer) => answer !== null,
      ask: directory.managerOf,
    }),
    ownersOf: remembered<readonly GraphUser[]>({
      kind: "group-owners",
      schema: users,
      fits: () => true,
      isFound: (answer) => answer.length > 0,
      ask: directory.ownersOf,
    }),
    holdsDomain: remembered<boolean>({
      kind: "domain",
      schema: z.boolean(),
      fits: () => true,
      isFound: (answer) => answer,
      ask: directory.holdsDomain,
    }),
  };
}

function rememberTopic<T>(topic: Topic<T>, settings: Settings): Topic<T>["ask"] {
  const { memory, clock, lifetimes } = settings;
  const underWay = new Map<string, Promise<T>>();
  const lifetimeOf = (answer: T): number => (topic.isFound(answer) ? lifetimes.found : lifetimes.notFound);

  async function askOrRecall(subject: string, asking: Asking): Promise<T> {
    const key = `v1/${topic.kind}/${subject}`;
    const text = await memory.recall(key);
    const known = text === null ? null : read(topic, text, subject);
    // Lifetimes may have been shortened since.
    if (known !== null && known.at <= clock.now() && clock.now() < known.at + lifetimeOf(known.answer))
      return known.answer;
    const answer = await topic.ask(subject, asking);
    const lifetime = lifetimeOf(answer);
    if (lifetime > 0) await memory.remember(key, JSON.stringify({ at: clock.now(), answer }), lifetime);
    return answer;
  }

  return async (subject, asking) => {
    const pending = underWay.get(subject);
    if (pending !== undefined) return pending;
    const answer = askOrRecall(subject, asking).finally(() => underWay.delete(subject));
    underWay.set(subject, answer);
    return answer;
  };
}

/** Null for what nobody could have written here, and for what another version wrote. */
function read<T>(topic: Topic<T>, text: string, subject: string): { readonly at: number; readonly answer: T } | null {
  const { at, answer } = parseObject(text);
  if (typeof at !== "number") return null;
  const parsed = topic.schema.safeParse(answer);
  return parsed.success && topic.fits(parsed.data, subject) ? { at, answer: parsed.data } : null;
}
