/** Code points that differ in case alone, by Unicode's simple case folding, one code point to one. */

/** Beyond this no letter has two cases. */
const CASED_MAX = 0x1_e943;
/** The dotted and the dotless i of Turkish have no other case outside it. */
const WITHOUT_VARIANTS: ReadonlySet<number> = new Set([0x130, 0x131]);
const KELVIN_SIGN = 0x212a;
const LONG_S = 0x17f;

const ASCII_VARIANTS: ReadonlyArray<readonly number[]> = Array.from({ length: 128 }, (_, codePoint) => {
  const letter = codePoint | 0x20;
  if (letter < 0x61 || letter > 0x7a || codePoint < 0x41) return [codePoint];
  const pair = [codePoint, codePoint ^ 0x20];
  if (letter === 0x6b) return [...pair, KELVIN_SIGN];
  return letter === 0x73 ? [...pair, LONG_S] : pair;
});

let builtVariants: ReadonlyMap<number, readonly number[]> | undefined;

/** The code point itself and those that are its other cases. */
export function caseVariants(codePoint: number): readonly number[] {
  return ASCII_VARIANTS[codePoint] ?? allVariants().get(codePoint) ?? [codePoint];
}

/** Every code point that has variants, with them. */
export function allVariants(): ReadonlyMap<number, readonly number[]> {
  builtVariants ??= buildVariants();
  return builtVariants;
}

export function equalButForCase(a: number, b: number): boolean {
  return a === b || caseVariants(a).includes(b);
}

/** Built once, when a pattern first needs more than the letters of ASCII. */
function buildVariants(): ReadonlyMap<number, readonly number[]> {
  const families = new Map<number, number[]>();
  for (let codePoint = 0; codePoint <= CASED_MAX; codePoint += 1) {
    const folded = fold(codePoint);
    if (folded === codePoint) continue;
    const family = families.get(folded);
    if (family === undefined) families.set(folded, [folded, codePoint]);
    else family.push(codePoint);
  }
  const variants = new Map<number, readonly number[]>();
  for (const family of families.values()) {
    for (const member of family) variants.set(member, family);
  }
  return variants;
}

function fold(codePoint: number): number {
  if (WITHOUT_VARIANTS.has(codePoint) || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return codePoint;
  const upper = otherCase(codePoint, String.prototype.toUpperCase);
  return otherCase(upper, String.prototype.toLowerCase);
}

function otherCase(codePoint: number, convert: (this: string) => string): number {
  const converted = convert.call(String.fromCodePoint(codePoint));
  const other = converted.codePointAt(0) ?? codePoint;
  return converted.length === (other > 0xffff ? 2 : 1) ? other : codePoint;
}
