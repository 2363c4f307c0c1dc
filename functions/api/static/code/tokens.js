/**
 * The words of code by what they are, for their colours. It goes line by line: all that a line has to know of those
 * before it is what they left open. A line takes time by its length, whatever is in it.
 */

/** @typedef {"comment" | "string" | "number" | "keyword" | "name"} Sort */
/** @typedef {[sort: Sort, from: number, to: number]} Token */

/** Of a longer line, which no person wrote, the rest has no colours. */
const LONGEST = 1000;

const KEYWORDS = new Set(
  (
    "and as assert async await break case catch class const continue def default del elif else except export extends " +
    "false False finally for from function if implements import in instanceof interface is lambda let new None " +
    "nonlocal not null or pass raise return self static super switch this throw true True try type typeof " +
    "undefined var void while with yield"
  ).split(" "),
);

const LITERALS = new Set(["true", "false", "null"]);

const TEXT = String.raw`"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?`;
const NAMES = String.raw`(?<name>@[\w.]+|\b[A-Z]\w*|[A-Za-z_$][\w$]*(?=\())|(?<word>[A-Za-z_$][\w$]*)`;
const NUMBER = String.raw`(?<number>\b\d[\w.]*)`;

/** By language, what is looked for, the earlier first; `open` may go on over the line's end. */
const RULES = {
  script: rule(
    String.raw`(?<comment>\/\/.*)|(?<open>\/\*|\x60)`,
    // A slash begins an expression where there is no value before it.
    String.raw`(?<string>${TEXT}|(?<=(?:^|[=(,:;[!&|?{])\s?)\/(?![*/>])(?:\\.|\[(?:\\.|[^\\\]])*\]|[^\\/[])+\/[a-z]*)`,
    String.raw`(?<tag><\/?[A-Za-z][\w.]*(?=[\s/>]|$))`,
    NUMBER,
    NAMES,
  ),
  python: rule(
    `(?<comment>#.*)|(?<open>[rbfuRBFU]{0,2}(?:"""|'''))|(?<string>[rbfuRBFU]{0,2}(?:${TEXT}))`,
    NUMBER,
    NAMES,
  ),
  // YAML, JSON, TOML, Dockerfiles, settings and running text have enough in common.
  other: rule(
    String.raw`(?<comment>(?:^|\s)#.*)`,
    String.raw`(?<name>(?<=^|[\s{,])"(?:\\.|[^"\\])*"(?=\s*:)|(?<=^|\s)[\w./$'{}-]+(?=:(?:\s|$)|\s?=))`,
    String.raw`(?<string>(?<=^|[\s=[{,(:])(?:${TEXT})|\x60[^\x60]+\x60)|(?<number>(?<![\w.])-?\d[\d.e]*(?!\w))`,
    String.raw`(?<keyword>^[A-Z]{3,}(?= ))|(?<word>[\w-]+)`,
  ),
};

/** @param {...string} rules */
function rule(...rules) {
  return new RegExp(rules.join("|"), "g");
}

/**
 * What a file is written in, by its name.
 * @param {string} path
 * @returns {keyof typeof RULES}
 */
export function languageOf(path) {
  if (/\.[cm]?[jt]sx?$/.test(path)) return "script";
  return path.endsWith(".py") ? "python" : "other";
}

/**
 * The tokens of a line, in order, and what it leaves open: the text that will close it, or "".
 * @param {string} line without its end
 * @param {keyof typeof RULES} language
 * @param {string} [open] what the line before left open
 * @returns {{ tokens: Token[], open: string }}
 */
export function tokenize(line, language, open = "") {
  const rules = RULES[language];
  const keywords = language === "other" ? LITERALS : KEYWORDS;
  const head = line.slice(0, LONGEST);
  /** @type {Token[]} */
  const tokens = [];
  for (let begin = 0, end = 0; ; ) {
    if (open) {
      end = endOf(line, open, end);
      tokens.push([open === "*/" ? "comment" : "string", begin, end === -1 ? line.length : end]);
      if (end === -1) return { tokens, open };
    }
    rules.lastIndex = end;
    const found = rules.exec(head);
    if (!found) return { tokens, open: "" };
    begin = found.index;
    end = rules.lastIndex;
    const groups = found.groups ?? {};
    open = groups.open === "/*" ? "*/" : (groups.open?.slice(-3) ?? "");
    if (!open) {
      const sort = keywords.has(found[0]) ? "keyword" : Object.keys(groups).find((name) => groups[name] !== undefined);
      if (sort !== "word") tokens.push([/** @type {Sort} */ (sort === "tag" ? "name" : sort), begin, end]);
    }
  }
}

/**
 * Where what is open ends in this line, or -1.
 * @param {string} line
 * @param {string} closer
 * @param {number} from
 */
function endOf(line, closer, from) {
  for (let at = line.indexOf(closer, from); at !== -1; at = line.indexOf(closer, at + 1)) {
    let slashes = 0;
    while (line[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0 || closer === "*/") return at + closer.length;
  }
  return -1;
}
