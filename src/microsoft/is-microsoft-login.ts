import { CLOUDS } from "./clouds.ts";

/** Whether a login service is one of Microsoft's: those the login library knows and asks about each other. */
export function isMicrosoftLogin(login: string): boolean {
  return Object.values(CLOUDS).some((cloud) => cloud.login === login.toLowerCase());
}
