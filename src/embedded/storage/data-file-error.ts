/** Why a data file cannot be opened. */
export type DataFileProblem =
  | { readonly kind: 'too new'; readonly version: number; readonly supported: number }
  /** Another process holds it. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'on a network'; readonly fileSystem: string }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Why a data file cannot be opened, as a value that can be sent to another thread. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
  readonly problem: DataFileProblem;

  constructor(problem: DataFileProblem, options?: ErrorOptions) {
    super(describeProblem(problem), options);
    this.problem = problem;
  }
}

function describeProblem(problem: DataFileProblem): string {
  switch (problem.kind) {
    case 'busy':
      return 'another process holds the data file';
    case 'on a network':
      return `${problem.fileSystem} is a network file system`;
    case 'too new':
      return `format ${problem.version} is too new`;
    case 'unusable':
      return problem.reason;
  }
}
