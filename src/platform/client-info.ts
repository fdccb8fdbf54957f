/** The program a client says it is, from `MSIPC;…;AppName=WINWORD.EXE;…`. */
export function applicationOf(client: string | undefined): string | undefined {
  const part = client?.split(";").find((entry) => entry.trim().toLowerCase().startsWith("appname="));
  const name = part?.slice(part.indexOf("=") + 1).trim();
  return name === "" ? undefined : name;
}
