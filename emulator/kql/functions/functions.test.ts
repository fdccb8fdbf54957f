import { describe, expect, it } from "vitest";
import { EVENTS, rowsOf, scalar } from "../testdata/workspace.ts";
import { FUNCTIONS_BY_TOPIC } from "./functions.ts";

/** Calls and what they give. Today is the 20th of November 2026, noon, a Friday. */
const CALLS: Readonly<Record<string, unknown>> = {
  // Conditions
  "iff(1 > 2, 'a', 'b')": "b",
  "iif(bool(null), 1, 2)": 2,
  "iff(true, 1, 2.5)": 1,
  "case(false, 'a', true, 'b', 'c')": "b",
  "case(false, 1, 2)": 2,
  "coalesce(long(null), 5)": 5,
  "coalesce('', 'x')": "x",
  "coalesce(dynamic(null), dynamic('x'))": '"x"',
  "column_ifexists('No', 'none')": "none",
  "columnifexists('No', 5)": 5,
  "not(true)": false,
  "not(bool(null))": null,
  "isempty('')": true,
  "isempty(long(null))": true,
  "isempty(' ')": false,
  "isnotempty('a')": true,
  "notempty('')": false,
  "isnull(datetime(null))": true,
  "isnull('')": false,
  "isnotnull(1)": true,
  "notnull(long(null))": false,
  "isnan(0.0 / 0)": true,
  "isinf(1.0 / 0)": true,
  "isfinite(1.5)": true,

  // Conversions: null for what cannot be.
  "tostring(true)": "true",
  "tostring(1.5)": "1.5",
  "tostring(long(null))": "",
  "tostring(datetime(2026-11-18))": "2026-11-18T00:00:00.0000000Z",
  "tostring(90m)": "01:30:00",
  "tostring(dynamic('a'))": "a",
  "tostring(dynamic({'a':[1,'b']}))": '{"a":[1,"b"]}',
  "tostring(decimal(1.50))": "1.5",
  "tolong('12')": 12,
  "tolong('0xff')": 255,
  "tolong('twelve')": null,
  "tolong(12.9)": 12,
  "tolong('99999999999999999999')": null,
  "toint('2147483648')": null,
  "toint('-5')": -5,
  "toreal('1.5e3')": 1500,
  "todouble(5)": 5,
  "toreal('x')": null,
  "tobool('TRUE')": true,
  "toboolean(0)": false,
  "tobool('yes')": null,
  "todatetime('2026-11-18 10:00')": "2026-11-18T10:00:00Z",
  "todatetime('tomorrow')": null,
  "totimespan('1.00:00:00')": "1.00:00:00",
  "totime('1h')": "01:00:00",
  "toguid('74BE27DE1E4E49D9B579FE0B331D3642')": "74be27de-1e4e-49d9-b579-fe0b331d3642",
  "toguid('x')": null,
  "todecimal('1.10')": "1.1",
  "todynamic('[1,2]')[1]": "2",
  "toobject('{\"a\":1}').a": "1",
  "parse_json('no json')": '"no json"',
  "parsejson('')": null,
  "gettype(1)": "long",
  "gettype(dynamic([1]))": "array",
  "gettype(dynamic({'a':1.5}).a)": "double",
  "gettype(parse_json('{}'))": "dictionary",

  // Texts. Places count code points.
  "tolower('ÄB')": "äb",
  "toupper('äb')": "ÄB",
  "strlen('Größe 😀')": 7,
  "string_size('ß')": 2,
  "reverse('a😀b')": "b😀a",
  "substring('abcdef', 1, 2)": "bc",
  "substring('abcdef', 4)": "ef",
  "substring('abcdef', -2)": "ef",
  "substring('a😀b', 1, 1)": "😀",
  "strcat('a', 1, true, 1.5, long(null))": "a1true1.5",
  "strcat_delim('-', 'a', 2, now())": "a-2-2026-11-20T12:00:00.0000000Z",
  "strcat_array(dynamic([1,'a']), '->')": "1->a",
  "strcmp('a', 'b')": -1,
  "strrep('ab', 3, ',')": "ab,ab,ab",
  "split('a,b,,c', ',')": '["a","b","","c"]',
  "split('a,b', ',', 1)": '["b"]',
  "replace_string('a.b.c', '.', '$&')": "a$&b$&c",
  "indexof('abcabc', 'c')": 2,
  "indexof('abcabc', 'c', 3)": 5,
  "indexof('abcabc', 'x')": -1,
  "indexof('abcabc', 'b', 0, -1, 2)": 4,
  "countof('aaa', 'aa')": 2,
  "translate('krasp', 'otsku', 'spark')": "kusto",

  // Regular expressions
  "extract(@'(\\w+)\\.(\\w+)$', 2, 'C:/plans/Alpha.DOCX')": "DOCX",
  "extract('(\\\\d+)', 1, 'none')": "",
  "extract('(\\\\d+)', 1, 'a 42', typeof(long))": 42,
  "extract('(\\\\d+)', 1, 'none', typeof(long))": null,
  "extract_all('([a-z])(\\\\d)', 'a1 b2')": '[["a","1"],["b","2"]]',
  "extract_all('([a-z])(\\\\d)', dynamic([2]), 'a1 b2')": '["1","2"]',
  "extract_all('(x)', 'a1')": null,
  "extractall('([a-z])', 'ab')": '["a","b"]',
  "replace_regex('a1b2', '([a-z])(\\\\d)', '\\\\2\\\\1')": "1a2b",
  "replace('[aeiou]', '*', 'contoso')": "c*nt*s*",
  "trim('[ ]+', '  a b  ')": "a b",
  "trim_start(@'[^\\w]+', '- a -')": "a -",
  "trim_end('/', 'a//')": "a",

  // Times
  "now()": "2026-11-20T12:00:00Z",
  "now(-1d)": "2026-11-19T12:00:00Z",
  "ago(90m)": "2026-11-20T10:30:00Z",
  "datetime_add('month', 1, datetime(2026-01-31 10:00))": "2026-02-28T10:00:00Z",
  "datetime_add('year', -1, datetime(2024-02-29))": "2023-02-28T00:00:00Z",
  "datetime_add('week', 1, datetime(2026-11-18))": "2026-11-25T00:00:00Z",
  "datetime_add('microsecond', 1, datetime(2026-11-18))": "2026-11-18T00:00:00.0000010Z",
  // These are the examples of Kusto's page on datetime_diff.
  "datetime_diff('year', datetime(2017-01-01), datetime(2000-12-31))": 17,
  "datetime_diff('quarter', datetime(2017-07-01), datetime(2017-03-30))": 2,
  "datetime_diff('month', datetime(2017-01-01), datetime(2015-12-30))": 13,
  "datetime_diff('week', datetime(2017-10-29 00:00), datetime(2017-09-30 23:59))": 5,
  "datetime_diff('day', datetime(2017-10-29 00:00), datetime(2017-09-30 23:59))": 29,
  "datetime_diff('hour', datetime(2017-10-31 01:00), datetime(2017-10-30 23:59))": 2,
  "datetime_diff('minute', datetime(2017-10-30 23:05:01), datetime(2017-10-30 23:00:59))": 5,
  "datetime_diff('second', datetime(2017-10-30 23:00:10.100), datetime(2017-10-30 23:00:00.900))": 10,
  "datetime_diff('nanosecond', datetime(2017-10-30 23:00:00.0000000), datetime(2017-10-30 23:00:00.0000007))": -700,
  "datetime_part('Quarter', datetime(2026-11-18))": 4,
  "datepart('hour', datetime(2026-11-18 13:00))": 13,
  "datetime_part('millisecond', datetime(2026-11-18 13:00:00.1234))": 123,
  "datetime_part('dayOfYear', datetime(2026-12-31))": 365,
  "format_datetime(datetime(2026-01-05 14:03:09.1234567), 'yyyy-MM-dd HH:mm:ss.fff')": "2026-01-05 14:03:09.123",
  "format_datetime(datetime(2026-01-05 14:03:09), 'd/M/yy h:m:s tt')": "5/1/26 2:3:9 PM",
  "make_datetime(2026, 11, 18)": "2026-11-18T00:00:00Z",
  "make_datetime(2026, 11, 18, 10, 30, 1.5)": "2026-11-18T10:30:01.5000000Z",
  "make_datetime(2026, 2, 30)": null,
  "make_timespan(1, 30)": "01:30:00",
  "make_timespan(1, 2, 3, 4)": "1.02:03:04",
  "startofday(datetime(2026-11-18 13:00))": "2026-11-18T00:00:00Z",
  "startofday(datetime(2026-11-18 13:00), -1)": "2026-11-17T00:00:00Z",
  "startofweek(datetime(2026-11-20))": "2026-11-15T00:00:00Z",
  "startofmonth(datetime(2026-11-20), 2)": "2027-01-01T00:00:00Z",
  "startofyear(datetime(2026-11-20))": "2026-01-01T00:00:00Z",
  "endofday(datetime(2026-11-18 13:00))": "2026-11-18T23:59:59.9999999Z",
  "endofweek(datetime(2026-11-20))": "2026-11-21T23:59:59.9999999Z",
  "endofmonth(datetime(2024-02-10))": "2024-02-29T23:59:59.9999999Z",
  "endofyear(datetime(2026-11-20))": "2026-12-31T23:59:59.9999999Z",
  "dayofweek(datetime(2026-11-20))": "5.00:00:00",
  "dayofmonth(datetime(2026-11-20))": 20,
  "dayofyear(datetime(2026-02-01))": 32,
  "hourofday(datetime(2026-11-20 13:59))": 13,
  "monthofyear(datetime(2026-11-20))": 11,
  "getmonth(datetime(2026-11-20))": 11,
  "getyear(datetime(2026-11-20))": 2026,
  "unixtime_seconds_todatetime(1763424000)": "2025-11-18T00:00:00Z",
  "unixtime_milliseconds_todatetime(1763424000500)": "2025-11-18T00:00:00.5000000Z",
  "unixtime_microseconds_todatetime(1763424000500000)": "2025-11-18T00:00:00.5000000Z",

  // Numbers
  "abs(-5)": 5,
  "abs(-1.5)": 1.5,
  "abs(-1h)": "01:00:00",
  "abs(decimal(-1.5))": "1.5",
  "bin(7, 3)": 6,
  "bin(-7, 3)": -9,
  "bin(4.7, 0.5)": 4.5,
  "bin(datetime(2026-11-18 13:47), 1h)": "2026-11-18T13:00:00Z",
  "bin(datetime(2026-11-18), 7d)": "2026-11-16T00:00:00Z",
  "bin(100m, 1h)": "01:00:00",
  "bin(5, 0)": null,
  "floor(4.7, 1)": 4,
  "ceiling(4.2)": 5,
  "max_of(1, 5, 3)": 5,
  "max_of(long(null), 1)": 1,
  "min_of(2.5, 1)": 1,
  "min_of(datetime(2026-11-18), datetime(2026-11-17))": "2026-11-17T00:00:00Z",
  "round(2.5)": 3,
  "round(-2.5)": -3,
  "round(2.345, 2)": 2.35,
  "round(1234.5, -2)": 1200,
  "round(decimal(2.345), 2)": "2.35",
  "sign(-2.5)": -1,
  "pow(2, 10)": 1024,
  "sqrt(-1)": null,
  "exp(0)": 1,
  "log(1)": 0,
  "log10(1000)": 3,
  "log2(8)": 3,

  // Arrays and bags
  "array_length(dynamic([1,2]))": 2,
  "array_length(parse_json('{}'))": null,
  "array_concat(dynamic([1]), dynamic(['a',2]))": '[1,"a",2]',
  "array_index_of(dynamic(['a','b']), 'b')": 1,
  "array_slice(dynamic([1,2,3,4]), 1, 2)": "[2,3]",
  "set_has_element(dynamic([1,'a']), 'a')": true,
  "set_has_element(dynamic([1,'a']), '1')": false,
  "set_union(dynamic([1,2]), dynamic([2,3]))": "[1,2,3]",
  "set_intersect(dynamic([1,2,2]), dynamic([2,3]))": "[2]",
  "set_difference(dynamic([1,2]), dynamic([2,3]))": "[1]",
  "bag_keys(dynamic({'a':1,'b':2}))": '["a","b"]',
  "bag_has_key(dynamic({'a':1}), 'toString')": false,
  "bag_merge(dynamic({'a':1}), dynamic({'a':2,'b':3}))": '{"a":1,"b":3}',
  "bag_pack('a', 1, 'b', 'x')": '{"a":1,"b":"x"}',
  "pack('at', datetime(2026-11-18))": '{"at":"2026-11-18T00:00:00.0000000Z"}',
  "pack_dictionary('a', dynamic([1]))": '{"a":[1]}',
  "pack_array(1, 'a', long(null))": '[1,"a",null]',

  // Encodings, URLs and paths
  "hash_md5('')": "d41d8cd98f00b204e9800998ecf8427e",
  "hash_sha1('')": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "hash_sha256('abc')": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  "base64_encode_tostring('Größe')": "R3LDtsOfZQ==",
  "base64_encodestring('a')": "YQ==",
  "base64_decode_tostring('R3LDtsOfZQ==')": "Größe",
  "base64_decodestring('no base64')": "",
  "url_encode('a b/ä')": "a+b%2F%C3%A4",
  "url_encode_component('a b')": "a%20b",
  "url_decode('a%20b%2f')": "a b/",
  "url_decode('%')": "%",
  "parse_url('https://u:p@contoso.com:8443/a/b?x=1&y=2#f')":
    '{"Scheme":"https","Host":"contoso.com","Port":"8443","Path":"/a/b","Username":"u","Password":"p","Query Parameters":{"x":"1","y":"2"},"Fragment":"f"}',
  "parseurl('https://contoso.com').Host": '"contoso.com"',
  // These are examples of Kusto's page on parse_path.
  "parse_path(@'C:\\temp\\file.txt')":
    '{"Scheme":"","RootPath":"C:","DirectoryPath":"C:\\\\temp","DirectoryName":"temp","Filename":"file.txt","Extension":"txt","AlternateDataStreamName":""}',
  "parse_path('file://C:/temp/file.txt:some.exe')":
    '{"Scheme":"file","RootPath":"C:","DirectoryPath":"C:/temp","DirectoryName":"temp","Filename":"file.txt","Extension":"txt","AlternateDataStreamName":"some.exe"}',

  // IPv4 addresses
  "parse_ipv4('192.0.2.1')": 3221225985,
  "parse_ipv4('192.0.2.1/24')": 3221225984,
  "parse_ipv4('192.0.2.256')": null,
  "ipv4_is_private('10.1.2.3')": true,
  "ipv4_is_private('172.32.0.1')": false,
  "ipv4_is_private('2001:db8::1')": null,
  "ipv4_is_match('192.0.2.1/24', '192.0.2.255')": true,
  "ipv4_is_match('192.0.2.1', '192.0.2.255', 24)": true,
  "ipv4_is_match('192.0.2.1', '192.0.2.255')": false,
  "ipv4_is_in_range('198.51.100.7', '198.51.100.0/24')": true,
  "ipv4_compare('192.0.2.1', '192.0.2.2')": -1,
};

describe("a function gives what Kusto's does:", () => {
  it.each(Object.entries(CALLS))("%s", (call, value) => {
    expect(scalar(call)).toEqual(value);
  });

  it("every function that is run is called here", () => {
    // ingestion_time tells of stored rows, below.
    const called = [...Object.keys(CALLS), "ingestion_time("].join("\n");
    const names = Object.values(FUNCTIONS_BY_TOPIC).flatMap((topic) => Object.keys(topic));
    expect(names.filter((name) => !new RegExp(`\\b${name}\\(`).test(called))).toEqual([]);
  });
});

describe("a function of rows", () => {
  it("gives each row its own value", () => {
    const query =
      "Events_CL | project strlen(UserId_s), column_ifexists('Size', 0), bin(Size, 15), tostring(Common.App)";
    expect(rowsOf(query)).toEqual([
      [16, 10, 0, "Word"],
      [16, 20, 15, "Excel"],
      [16, null, null, ""],
      [0, 40, 30, ""],
    ]);
  });

  it("ingestion_time is when the row came, until rows are made of several", () => {
    const arrived = "2026-11-18T00:07:52Z";
    const after = (operators: string) =>
      rowsOf(`Events_CL | where Size == 10 ${operators} | project ingestion_time()`, [EVENTS])[0]?.[0];
    expect(after("")).toBe(arrived);
    expect(after("| extend a = 1 | project Size, a | sort by a | take 1 | union Events_CL")).toBe(arrived);
    expect(after("| summarize count() by Size")).toBeNull();
    expect(after("| join kind=inner Events_CL on Size")).toBeNull();
    expect(after("| distinct Size")).toBeNull();
  });
});
