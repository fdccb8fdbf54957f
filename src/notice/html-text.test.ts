import { describe, expect, it } from "vitest";
import { isolate } from "../platform/text.ts";
import { htmlOf } from "./html-text.ts";

describe("a sentence as HTML", () => {
  it.each([
    ["escapes", '<b> & "it\'s"', "&lt;b&gt; &amp; &quot;it&#39;s&quot;"],
    ["keeps our own addresses whole", "write to security@contoso.com.", "write to security@contoso.com."],
    [
      "encloses strangers' text and parts its domains",
      `by ${isolate("sam@x.example")}, outside`,
      "by <bdi>sam@<wbr>x.<wbr>example</bdi>, outside",
    ],
    ["escapes inside an isolate", isolate("<i>"), "<bdi>&lt;i&gt;</bdi>"],
    ["keeps broken links together", isolate("evil[.]example"), "<bdi>evil[.]<wbr>example</bdi>"],
    ["keeps two isolates apart", `${isolate("a")} ${isolate("b")}`, "<bdi>a</bdi> <bdi>b</bdi>"],
    ["an isolate without end is no tag", "a\u2068b", "ab"],
  ])("%s", (_case, text, html) => {
    expect(htmlOf(text)).toBe(html);
  });
});
