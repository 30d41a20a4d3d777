/** Names of an app as TypeScript text. They come from files that anybody may have written. */

/** Always quoted: `__proto__`, `a b` and `constructor` are then properties like any other. */
export function printPropertyName(name: string): string {
  // Characters that an editor may take for line ends or for a change of direction are written as escapes.
  return JSON.stringify(name).replaceAll(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
