/** Names that `new` proposes: `webhook0`, `webhook1`, … as the old console did, the first that is free. */
export function proposeNumbered(stem: string, taken: Iterable<string>): string {
  const known = new Set(taken);
  let number = 0;
  while (known.has(`${stem}${number}`)) number++;
  return `${stem}${number}`;
}

/** The name itself when it is free, else with the first number from 2 that makes it so. */
export function proposeNamed(name: string, taken: Iterable<string>): string {
  const known = new Set(taken);
  if (!known.has(name)) return name;
  let number = 2;
  while (known.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}

/** What of a directory's name an app may be called; undefined when nothing is left of it. */
export function proposeAppName(directory: string, lengthMax: number): string | undefined {
  const name = directory.replaceAll(/[^A-Za-z0-9_-]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return name === '' ? undefined : name.slice(0, lengthMax);
}
