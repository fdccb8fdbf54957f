import { type Compiled, combine } from "./compiled.ts";

/** `and` and `or` of true, false and null: a null leaves open what the other operand does not decide. */
export function compileLogic(operator: "and" | "or", left: Compiled, right: Compiled): Compiled {
  const deciding = operator === "or";
  return combine("bool", [left, right], (row) => {
    const first = left.evaluate(row);
    if (first === deciding) {
      return deciding;
    }
    const second = right.evaluate(row);
    if (second === deciding) {
      return deciding;
    }
    return first === null || second === null ? null : !deciding;
  });
}
