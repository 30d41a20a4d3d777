/** `validate`: everything that is wrong with an app directory, without a server and without changing anything. */
import { EXIT_CODES } from '../../../error-definition.ts';
import { WebhookCliError } from '../../../errors.ts';
import { type AppInputs, resolveAppInputs } from '../../app/app-inputs.ts';
import type { IssueFormat } from '../../app/formats/format-names.ts';
import { locateRoot } from '../../app/formats/issue-report.ts';
import { renderFormat } from '../../app/formats/render-format.ts';
import { applyIssuePolicy, type IssuePolicy } from '../../app/issue-policy.ts';
import { type LoadedApp, loadApp, showPath } from '../../app/load-app.ts';
import { writeOutputFile } from '../../app/output-file.ts';
import { findRefusal, refuseApp } from '../../app/refuse-app.ts';
import { summarizeIssues } from '../../app/render-issues.ts';
import type { CommandContext } from '../../command.ts';
import type { Line } from '../../output.ts';
import { countResources, listCarried } from './count-resources.ts';
import { printRules } from './print-rules.ts';
import { type Findings, renderOverview, renderReport } from './render-report.ts';

export interface ValidateOptions extends AppInputs, IssuePolicy {
  readonly format?: IssueFormat;
  /** Where the report goes instead of stdout. */
  readonly outputFile?: string;
  /** Prints the issue table instead; needs no app. */
  readonly listRules?: boolean;
}

export async function runValidate(options: ValidateOptions, context: CommandContext): Promise<number> {
  refuseContradictions(options, context);
  if (options.listRules === true) return printRules(context);
  const inputs = resolveAppInputs(options);
  const loaded = await loadApp({ ...inputs, cwd: context.cwd, limits: context.settings.limits });
  const found = describeFindings(loaded, options, context);
  if (!context.output.json) await printFindings(found, loaded, options, context);
  const { issues, ignored, carried, summary } = found;
  const data = { root: loaded.root, issues, ignored, carried, summary };
  const failure = findRefusal('AppInvalid', issues, loaded.root, context);
  if (failure !== undefined) return refuseApp(failure, data, context, () => undefined);
  if (context.output.json) context.output.result('', data);
  return EXIT_CODES.done;
}

/** A report goes to one place in one form. */
function refuseContradictions({ format, outputFile, listRules }: ValidateOptions, { output }: CommandContext): void {
  const [first] = [
    ...(format === undefined ? [] : ['--format']),
    ...(outputFile === undefined ? [] : ['--output-file']),
  ];
  const [second] = [...(output.json ? ['--json'] : []), ...(listRules === true ? ['--list-rules'] : [])];
  if (first !== undefined && second !== undefined) throw new WebhookCliError('OptionsContradict', { first, second });
}

function describeFindings(loaded: LoadedApp, policy: IssuePolicy, { cwd }: CommandContext): Findings {
  const { app, files, ignored, root } = loaded;
  const { issues, promoted, leftOut } = applyIssuePolicy(loaded.issues, policy);
  return {
    issues,
    ignored,
    carried: listCarried(app),
    summary: { ...summarizeIssues(issues), ...countResources(app, files) },
    appName: app?.clientAppId ?? app?.name,
    root: showPath(root, cwd),
    promoted,
    leftOut,
  };
}

/** The report on stdout or in its file; what it does not hold goes to stderr, so that a person sees it in any case. */
async function printFindings(
  found: Findings,
  loaded: LoadedApp,
  { format = 'text', outputFile }: ValidateOptions,
  context: CommandContext,
): Promise<void> {
  const { output, cwd } = context;
  const lines = format === 'text' ? renderReport(found) : renderForMachines(format, found, loaded, context);
  if (outputFile === undefined) output.result(lines, undefined);
  else await writeOutputFile(outputFile, lines, cwd);
  if (format !== 'text' || outputFile !== undefined) output.progress(renderOverview(found));
}

function renderForMachines(
  format: Exclude<IssueFormat, 'text'>,
  { issues }: Findings,
  { files, root }: LoadedApp,
  { cwd, env }: CommandContext,
): readonly Line[] {
  return renderFormat(format, { issues, files: files.keys(), root: locateRoot(root, cwd, env.GITHUB_WORKSPACE) });
}
