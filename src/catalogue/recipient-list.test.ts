import { expect, it } from "vitest";
import { UNCLEAR } from "./document.ts";
import { formatRecipients, parseRecipients } from "./recipient-list.ts";

it("is kept in lower case, in order, each entry once", () => {
  const list = formatRecipients(["Lee.Kovac@fabrikam.com", " adele.vance@contoso.com ", "", "lee.kovac@fabrikam.com"]);
  expect(list).toBe("adele.vance@contoso.com lee.kovac@fabrikam.com");
  expect(parseRecipients(list ?? "")).toEqual(["adele.vance@contoso.com", "lee.kovac@fabrikam.com"]);
});

it("keeps an entry of several words one entry, that is no address", () => {
  expect(formatRecipients(["Adele vance@contoso.com"])).toBe("adele,vance@contoso.com");
});

it("that is unclear lists nobody", () => {
  expect(parseRecipients(UNCLEAR)).toEqual([]);
});

it.each([[[]], [["", " "]]])("lists nobody for %j", (entries) => {
  expect(formatRecipients(entries)).toBeUndefined();
});
