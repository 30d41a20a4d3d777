/**
 * The part of the SARIF 2.1.0 schema that a log of issues uses, written down by hand: required keys, types and allowed
 * values. Keys that are not named here are refused, so nothing gets in unchecked.
 */
import { z } from 'zod';

const message = z.strictObject({ text: z.string().min(1), markdown: z.string().min(1).optional() });
const level = z.enum(['none', 'note', 'warning', 'error']);

const rule = z.strictObject({
  id: z.string().min(1),
  shortDescription: message,
  fullDescription: message,
  help: message,
  defaultConfiguration: z.strictObject({ level }),
});

const artifactLocation = z.strictObject({
  /** RFC 3986: ASCII alone, and no character that a URI must encode. */
  uri: z.string().regex(/^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/),
  uriBaseId: z.literal('%SRCROOT%').optional(),
});

const region = z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1).optional() });

const result = z.strictObject({
  ruleId: z.string().min(1),
  ruleIndex: z.int().min(0).optional(),
  level,
  message,
  locations: z.array(
    z.strictObject({ physicalLocation: z.strictObject({ artifactLocation, region: region.optional() }) }),
  ),
  properties: z.looseObject({}).optional(),
});

const log = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({ name: z.string().min(1), version: z.string().min(1), rules: z.array(rule) }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      results: z.array(result),
    }),
  ),
});

export type SarifLog = z.infer<typeof log>;

export function checkSarif(document: unknown): SarifLog {
  const checked = log.parse(document);
  for (const { tool, results } of checked.runs) {
    for (const { ruleIndex } of results) {
      if (ruleIndex !== undefined && ruleIndex >= tool.driver.rules.length) throw new Error('ruleIndex names no rule');
    }
  }
  return checked;
}
