/** Characters that do something where they are shown: C1 controls, DEL, directions, line separators, what is invisible. */
const ACTING = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/**
 * JSON that is also harmless to look at: what a terminal would act on is escaped as JSON allows, so the value read back is
 * the same. `JSON.stringify` alone leaves C1 controls and text directions as they are.
 */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(ACTING, (character) =>
    [...Array(character.length).keys()]
      .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
