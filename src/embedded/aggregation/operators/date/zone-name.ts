/**
 * Names of the tz database as they are written: ICU takes them in any case and knows more than there are, the server takes
 * each as it is written there and no other.
 */

/** Whether a zone of the tz database can have the name. */
export function isZoneName(name: string): boolean {
  if (name.length > NAME_LENGTH_MAX || ICU_ONLY.test(name) || !NAME.test(name)) return false;
  return usualName(name) === name;
}

/** The name with the capital letters that the tz database gives it. */
export function usualName(name: string): string {
  return name.replace(WORD, usualCase);
}

const NAME_LENGTH_MAX = 64;
const NAME = /^[A-Za-z][\w+/-]*$/;
const WORD = /[A-Za-z]+/g;
/** Names of Java's old library, which ICU still has, and zones that the tz database has given up. */
const ICU_ONLY =
  /^(?:ACT|AET|AGT|ART|AST|BET|BST|CAT|CNT|CST|CTT|EAT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST|SystemV\/.*|US\/Pacific-New)$/;

/** Words that are written otherwise than with one capital letter. */
const UNUSUAL_WORDS = new Map(
  `ComodRivadavia DumontDUrville McMurdo DeNoronha EasterIsland BajaNorte BajaSur es of au IN ACT LHI NSW CHAT SU US GB
  NZ PRC ROC ROK GMT UCT UTC CET EET MET WET EST MST HST CST CDT EDT MDT PST PDT`
    .split(/\s+/)
    .map((word) => [word.toLowerCase(), word]),
);

function usualCase(word: string): string {
  const lower = word.toLowerCase();
  return UNUSUAL_WORDS.get(lower) ?? lower.charAt(0).toUpperCase() + lower.slice(1);
}
