/** Answers of the last two minutes, which the service gives again. Source: "Caching" of the Azure Monitor Log Analytics API. */

const FRESH_MS = 120_000;
const MOST_CHARACTERS = 32_000_000;

/** Keeps answers by what was asked. */
export interface ResponseCache {
  /** The text of a fresh enough answer and its age in whole seconds, or null. */
  find(key: string, cacheControl: string | undefined): { readonly text: string; readonly age: number } | null;
  keep(key: string, cacheControl: string | undefined, text: string): void;
}

/** An empty cache on that clock. */
export function createResponseCache(now: () => number): ResponseCache {
  const kept = new Map<string, { readonly text: string; readonly at: number }>();
  let characters = 0;

  function drop(key: string): void {
    characters -= kept.get(key)?.text.length ?? 0;
    kept.delete(key);
  }

  return {
    find(key, cacheControl) {
      const found = kept.get(key);
      const directives = read(cacheControl);
      if (found === undefined || directives.has("no-cache") || directives.has("no-store")) {
        return null;
      }
      const ageMs = now() - found.at;
      const longest = Number(directives.get("max-age") ?? Number.POSITIVE_INFINITY) * 1000;
      return ageMs < FRESH_MS && ageMs <= longest ? { text: found.text, age: Math.floor(ageMs / 1000) } : null;
    },
    keep(key, cacheControl, text) {
      drop(key);
      if (read(cacheControl).has("no-store") || text.length > MOST_CHARACTERS / 4) {
        return;
      }
      kept.set(key, { text, at: now() });
      characters += text.length;
      for (const oldest of kept.keys()) {
        if (characters <= MOST_CHARACTERS) {
          break;
        }
        drop(oldest);
      }
    },
  };
}

function read(cacheControl = ""): ReadonlyMap<string, string> {
  return new Map(
    cacheControl.split(",").map((directive) => {
      const [name = "", value = ""] = directive.split("=");
      return [name.trim().toLowerCase(), value.trim()];
    }),
  );
}
