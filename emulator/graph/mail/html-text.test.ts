import { expect, test } from "vitest";
import { htmlText } from "./html-text.ts";

test.each([
  ["<p>One</p><p>Two</p>", "One\r\nTwo"],
  ["<html><head><title>No</title></head><body>Yes</body>", "Yes"],
  ["a<br>b<BR/>c", "a\r\nb\r\nc"],
  ["<style>p { color: red }</style>Text<script>alert(1)</script>", "Text"],
  ["&lt;b&gt; &amp;amp; &quot;x&quot; &#252; &unknown;", '<b> &amp; "x" ü &unknown;'],
  ["<td>a</td>  <td>\n b</td>", "a\r\nb"],
  ["no end <b", "no end"],
  ["", ""],
])("%j says %j", (html, text) => {
  expect(htmlText(html)).toBe(text);
});

test.each([
  ["<", "<".repeat(1_000_000)],
  ["<style>", "<style>".repeat(100_000)],
  ["<p", "<p ".repeat(300_000)],
  ["&", "&".repeat(1_000_000)],
  ["blanks", " ".repeat(1_000_000)],
])("a megabyte of %s is read in linear time", (_what, html) => {
  const started = performance.now();
  htmlText(html);
  expect(performance.now() - started).toBeLessThan(2_000);
});
