/** Texts as words of a shell script. */

/** One word for bash and zsh, whatever it holds. */
export function quote(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Several words as one, to be split at spaces again. Bash expands what it splits: nothing to expand may stand in there. */
export function quoteList(words: readonly string[]): string {
  const strange = words.find((word) => !/^[\w./:=@%+,-]+$/.test(word));
  if (strange !== undefined) throw new TypeError(`"${strange}" cannot be completed by a shell`);
  return `'${words.join(' ')}'`;
}
