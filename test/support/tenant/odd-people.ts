import { HOME_DOMAIN, type Person, personAt } from "./people.ts";
import { createRandom } from "./random.ts";

/** People of Contoso about whom the directory says something awkward, each in the way of his name here. */
export interface OddPeople {
  /** Has left, and nobody was above him. */
  readonly leaverAlone: Person;
  /** Has left, and so has the one who was above him. */
  readonly leaverOfLeaver: Person;
  readonly managerWhoLeft: Person;
  /** Signs in and has no mail. */
  readonly withoutMailbox: Person;
  /** Two of one address beside their own. */
  readonly sharing: readonly [Person, Person];
}

/** Makes them, the names from `first` on. From chance of their own, so that everybody else stays who he is. */
export function createOddPeople(seed: number, first: number): OddPeople {
  const random = createRandom(seed, "odd people");
  let index = first;
  const next = (): Person => {
    const person = personAt(index, random.guid());
    index += 1;
    return person;
  };
  const managerWhoLeft = { ...next(), enabled: false };
  const sharedAddress = `front.desk@${HOME_DOMAIN}`;
  return {
    leaverAlone: { ...next(), enabled: false },
    leaverOfLeaver: { ...next(), enabled: false, manager: managerWhoLeft.address },
    managerWhoLeft,
    withoutMailbox: { ...next(), hasMailbox: false },
    sharing: [
      { ...next(), sharedAddress },
      { ...next(), sharedAddress },
    ],
  };
}

/** All of them, for the directory. */
export function listOddPeople({ sharing, ...others }: OddPeople): readonly Person[] {
  return [...Object.values(others), ...sharing];
}
