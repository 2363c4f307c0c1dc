/** The kinds' input schemas, as the server's own models give them now. */

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = `
import json
from tailrace.kinds import kind_names, load
print(json.dumps({name: load(name).input_model.model_json_schema() for name in kind_names()}))
`;

/** @returns {[string, any][]} by kind */
export function inputSchemas() {
  const env = { ...process.env, PYTHONPATH: `${ROOT}/layers/core` };
  const python = process.env.TAILRACE_PYTHON ?? `${ROOT}/.venv/bin/python`;
  return Object.entries(JSON.parse(execFileSync(python, ["-c", PROGRAM], { env, encoding: "utf8" })));
}
