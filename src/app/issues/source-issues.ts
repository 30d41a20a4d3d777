/** Issues of JavaScript sources: whether they compile, and whether there is a function to call. */
import { defineError, defineWarning } from './define-issue.ts';

export const SOURCE_ISSUES = {
  EmptySource: defineError('has no code', 'assign a function: exports = (payload, response) => …', {
    cause: 'The source is an empty file. There is no function that a call could run.',
    example: 'source.js with 0 bytes',
    cure: 'exports = (payload, response) => "ok";',
  }),
  CommentedOut: defineWarning(
    'has nothing but comments, so every call to it fails',
    'remove the comment signs, or delete what is not needed',
    {
      cause:
        'The whole source is commented out, as people switch off a function. It exports nothing, so a call to it fails with FunctionInvalid; everything else in the app works.',
      example: '// exports = (payload, response) => "ok";',
      cure: 'exports = (payload, response) => "ok";',
    },
  ),
  NoExports: defineError('exports no function', 'assign it: exports = (payload, response) => …', {
    cause:
      'The source assigns no function to "exports", so there is nothing to call. To define a function alone does not hand it over.',
    example: 'function hook(payload, response) { return "ok"; }',
    cure: 'exports = function hook(payload, response) { return "ok"; };',
  }),
  ModuleSyntax: defineError(
    'uses "{keyword}", but sources are scripts and not modules',
    'assign the function instead: exports = (payload, response) => …',
    {
      cause:
        'The source is written as a module. The old platform ran sources as scripts, where import and export do not exist, so it compiles neither there nor here.',
      example: 'export default (payload, response) => "ok";',
      cure: 'exports = (payload, response) => "ok";',
    },
  ),
  SourceSyntax: defineError('does not compile: {reason}', 'correct the source at this place', {
    cause: 'The source is not valid JavaScript, so every call to it would fail.',
    example: 'exports = () => 1 +;',
    cure: 'exports = () => 1 + 1;',
  }),
} as const;
