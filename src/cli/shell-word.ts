/** Texts as words of a POSIX shell: inside single quotes nothing is special but the quote itself. */
export function quoteWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** For commands that a person reads: quotes only where the shell needs them. */
export function quoteIfNeeded(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quoteWord(text);
}
