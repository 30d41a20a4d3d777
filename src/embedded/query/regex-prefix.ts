/** The text that every match of a regular expression begins with, when the expression says so plainly. */
import type { RegexSource } from './regex.ts';

const META = new Set('.[({^$)]}'.split(''));
const QUANTIFIERS_TO_NONE = new Set(['*', '?', '{']);

/** Undefined when matches may begin with anything. Options other than `s` change what `^` or a letter means. */
export function regexPrefix({ pattern, options }: RegexSource): string | undefined {
  if (/[^s]/.test(options) || pattern.includes('|')) return undefined;
  const start = pattern.startsWith('^') ? 1 : pattern.startsWith('\\A') ? 2 : 0;
  if (start === 0) return undefined;
  const letters: string[] = [];
  for (let at = start; at < pattern.length; at += 1) {
    const letter = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    if (QUANTIFIERS_TO_NONE.has(letter)) {
      // What it repeats may be missing.
      letters.pop();
      break;
    }
    if (META.has(letter) || letter === '+') break;
    const literal = letter === '\\' ? pattern.charAt(at + 1) : letter;
    // A letter or digit after a backslash means something else than itself.
    if (letter === '\\' && !/^[!-/:-@[-`{-~]$/.test(literal)) break;
    letters.push(literal);
    at += letter === '\\' ? 1 : letter.length - 1;
  }
  return letters.length === 0 ? undefined : letters.join('');
}
