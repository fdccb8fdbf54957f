/** Something a person or a test gave the emulator that it cannot use: a flag, a file, a control request. The message is for that person. */
export class InputError extends Error {
  override readonly name = "InputError";
}
