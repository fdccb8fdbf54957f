import type { CatalogueFact } from "../catalogue/document.ts";
import type { UnidentifiedEvent } from "../event/denied-event.ts";

/** What became of a record. Refused or not, it may also teach the catalogue something. */
export type Verdict =
  | {
      readonly kind: "denied";
      readonly event: UnidentifiedEvent;
      readonly nativeId: string | undefined;
      readonly fact: CatalogueFact | undefined;
    }
  | { readonly kind: "ignored"; readonly reason: string; readonly fact?: CatalogueFact | undefined }
  | { readonly kind: "rejected"; readonly reason: string };
