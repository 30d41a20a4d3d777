/** Texts that take a part of their content from the environment of the app: `%(%%environment.values.sender)`. */

/** The names of the values that a text takes. */
export function listEnvironmentNames(text: string): string[] {
  return [...text.matchAll(/%\(%%environment\.values\.([^().\s]+)\)/g)].map(([, name = '']) => name);
}

export function takesFromEnvironment(text: string): boolean {
  return listEnvironmentNames(text).length > 0;
}
