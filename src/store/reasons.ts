/** The reasons the store itself gives. All others are given to it by those who decide. */

/** Held until its thread may be told again. */
export const REPEAT = "repeat";
/** Hidden by a silence; its recipient's next notice says how many were. */
export const SILENCE = "silence";
/** Taken away by a purge before it was told or sent. */
export const PURGED = "purged";
/** Given up by a person. */
export const DISCARDED = "discarded";
/** Dispatched before the sink was ever there. */
export const BEFORE_SINK = "before-sink";
/** Dispatched while the sink was left out of the configuration. */
export const SINK_ABSENT = "sink-absent";
