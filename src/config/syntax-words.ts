import type { ErrorCode as YamlErrorCode } from "yaml";

/**
 * What each of the YAML parser's complaints means, in our words: the parser's own messages quote the file, and a line
 * of the file may hold a secret.
 */
export const SYNTAX_WORDS: { readonly [code in YamlErrorCode]: string } = {
  ALIAS_PROPS: "an alias (*name) cannot have a tag or an anchor",
  BAD_ALIAS: "this alias (*name) is not valid",
  BAD_COLLECTION_TYPE: "a tag does not fit its value; tags are not used in the configuration",
  BAD_DIRECTIVE: "directives (lines that begin with %) are not used in the configuration",
  BAD_DQ_ESCAPE: "unknown escape in \"…\"; write \\\\ for a backslash, or use '…', where a backslash is plain text",
  BAD_INDENT: "a bracket or brace is not closed, or the lines inside it are not indented enough",
  BAD_PROP_ORDER: "an anchor or tag stands in the wrong place",
  BAD_SCALAR_START: "text cannot begin with this character; put the text in quotes",
  BLOCK_AS_IMPLICIT_KEY:
    "a second colon, or a line indented further than its neighbours; put text with a colon and a space in quotes",
  BLOCK_IN_FLOW: "inside [ ] and { } everything must be written with brackets and braces",
  DUPLICATE_KEY: "this key stands here a second time; each may be given once",
  IMPOSSIBLE: "the structure cannot be understood",
  KEY_OVER_1024_CHARS: "a key is longer than 1,024 characters; a closing quote may be missing",
  MISSING_CHAR: "a closing quote, a comma or a space after a colon is missing",
  MULTILINE_IMPLICIT_KEY:
    "a key goes over several lines; a colon may be missing at the line's end, or the indentation is wrong",
  MULTIPLE_ANCHORS: "a value can have one anchor only",
  MULTIPLE_DOCS: "a second document begins here (---); the configuration is one document",
  MULTIPLE_TAGS: "tags are not used in the configuration",
  NON_STRING_KEY: "a key must be plain text",
  RESOURCE_EXHAUSTION: "nested too deeply",
  TAB_AS_INDENT: "a tab is used for indentation; use spaces",
  TAG_RESOLVE_FAILED: "tags (!name) are not used in the configuration; for a secret write ${env:NAME} or ${file:PATH}",
  UNEXPECTED_TOKEN: "this is not expected here; check the indentation of this line and the one before",
};
