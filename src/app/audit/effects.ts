/** What each warning means for somebody who moves an app here: the one table that `audit` sorts its findings by. */
import type { Issue } from '../issue.ts';
import type { IssueCode } from '../issue-codes.ts';

/**
 * `not run`: what has the issue does not run here. `differs`: it runs, and this place of it behaves differently or fails.
 * `advice`: it runs as it did; `validate` has more to say.
 */
export type Effect = 'not run' | 'differs' | 'advice';

/** Every warning is here; errors have to be corrected before an import. A test compares it with the issue table. */
export const EFFECTS: Readonly<Partial<Record<IssueCode, Effect>>> = {
  // Parts of the old platform that are kept and not used
  EndpointsNotServed: 'not run',
  FolderNotServed: 'not run',
  FolderOfOtherLayout: 'not run',
  FunctionNotListed: 'not run',
  RunAsNotServed: 'not run',
  ServiceTypeNotServed: 'not run',
  UnknownServiceType: 'not run',

  // Every call is refused, or fails
  CommentedOut: 'not run',
  ScriptReturnsNothing: 'not run',
  SecretFromEnvironment: 'not run',
  SecretMissing: 'not run',
  EndpointSecretMissing: 'not run',

  // Something in it is read otherwise, or fails by name
  BareExpressionKey: 'differs',
  EnvironmentNotRead: 'differs',
  FunctionUserIgnored: 'differs',
  MethodMissing: 'differs',
  MethodWildcard: 'differs',
  ModuleNotOffered: 'differs',
  RuleOperatorNotServed: 'differs',
  SecretNeeded: 'differs',
  SourcesNotRead: 'differs',
  UnsupportedCall: 'differs',

  AnyoneCanRunAsSystem: 'advice',
  ByteOrderMark: 'advice',
  CallsMissingFunction: 'advice',
  CarriedFile: 'advice',
  CaseTwins: 'advice',
  DisabledNamesFunction: 'advice',
  EntriesUnchecked: 'advice',
  FolderNameDiffers: 'advice',
  HostedFileMissing: 'advice',
  MoreIssues: 'advice',
  NamespaceDiffers: 'advice',
  OptionOfOtherType: 'advice',
  ReadsMissingValue: 'advice',
  PlainSecret: 'advice',
  RootFileName: 'advice',
  RunAsIgnored: 'advice',
  SecretPadded: 'advice',
  SecretUnused: 'advice',
  SecretsFileLeftOut: 'advice',
  SecretsFileReadable: 'advice',
  ServiceNotInApp: 'advice',
  SigningKeyInFile: 'advice',
  UnknownBsonType: 'advice',
  UnknownDeploymentModel: 'advice',
  UnknownEnvironmentValue: 'advice',
  UnknownFileAttribute: 'advice',
  UnknownKey: 'advice',
  UnknownLocation: 'advice',
  UnknownProviderType: 'advice',
  UnusualName: 'advice',
  UserOptionIgnored: 'advice',
  UsesMissingService: 'advice',
  WeakSecret: 'advice',
};

/**
 * An app with an error is not imported at all. A warning that the table does not know would be a fault of ours; until it is
 * mended nothing is hidden by it.
 */
export function effectOf({ code, severity }: Issue): Effect {
  return severity === 'error' ? 'not run' : (EFFECTS[code as IssueCode] ?? 'differs');
}

export function worstEffect(findings: readonly Issue[]): Effect | undefined {
  const effects = findings.map(effectOf);
  return effects.includes('not run') ? 'not run' : effects[0];
}
