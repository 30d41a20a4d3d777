/** The ways in which issues can be printed. Alone in its file: the help of the program reads it and nothing else. */
export const ISSUE_FORMATS = ['text', 'github', 'sarif', 'junit'] as const;

export type IssueFormat = (typeof ISSUE_FORMATS)[number];
