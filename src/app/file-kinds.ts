/**
 * The one table of the kinds of JSON files in an app directory: what they are for and what they hold. Where they lie is in
 * `path-roles.ts`. JSON Schemas, and the list of them, are made from it.
 */
import { z } from 'zod';
import type { LayoutName } from './app.ts';
import { AppMetaSchema, MetaSchema } from './kinds/app-meta.ts';
import { AuthProviderSchema, AuthProvidersSchema } from './kinds/auth-provider-schema.ts';
import { AnyCollectionRuleSchema, DefaultRuleSchema } from './kinds/collection-rule.ts';
import { CollectionSchemaSchema } from './kinds/collection-schema.ts';
import { CustomUserDataSchema } from './kinds/custom-user-data.ts';
import { DataApiSchema } from './kinds/data-api.ts';
import { EndpointSchema } from './kinds/endpoint-config.ts';
import { EnvironmentSchema } from './kinds/environment.ts';
import { FunctionConfigSchema } from './kinds/function-config.ts';
import { CustomResolverSchema, GraphqlConfigSchema } from './kinds/graphql.ts';
import { HostingConfigSchema, HostingMetadataSchema } from './kinds/hosting.ts';
import { LogForwarderSchema } from './kinds/log-forwarder.ts';
import { RelationshipsSchema } from './kinds/relationships.ts';
import { ProviderRootFileSchema, RealmRootFileSchema, RootFileSchema } from './kinds/root-file.ts';
import { ServiceConfigSchema } from './kinds/service-config.ts';
import { ServiceRuleSchema } from './kinds/service-rule.ts';
import { SyncConfigSchema } from './kinds/sync.ts';
import { TriggerSchema } from './kinds/trigger.ts';
import { ValueFileSchema } from './kinds/value-file.ts';
import { WebhookConfigSchema } from './kinds/webhook-config.ts';
import { LAYOUTS } from './layout.ts';
import { type FileKind, PATHS } from './path-roles.ts';

/** Files of these kinds are no JSON of ours: sources, packages, hosted files. */
type CarriedKind = 'source' | 'dependencies' | 'hosted-file';
export type JsonFileKind = 'root-file' | Exclude<FileKind, CarriedKind>;

export interface FileKindDescription {
  readonly name: JsonFileKind;
  readonly meaning: string;
  /** `*` stands for a name of one's own. */
  readonly files: readonly KindFile[];
  readonly schema: z.ZodType;
}

export interface KindFile {
  readonly path: string;
  readonly layouts: readonly LayoutName[];
}

/** The keys of every layout: the file does not tell its layout before it is read. */
const AnyRootFileSchema = z.looseObject({
  ...RootFileSchema.shape,
  ...RealmRootFileSchema.shape,
  ...ProviderRootFileSchema.shape,
});

const KINDS: Readonly<Record<JsonFileKind, { readonly meaning: string; readonly schema: z.ZodType }>> = {
  'root-file': { meaning: 'Which app this is, and which layout its directory has', schema: AnyRootFileSchema },
  service: { meaning: 'Name and type of a service', schema: ServiceConfigSchema },
  'service-rule': { meaning: 'When functions may call an action of a service', schema: ServiceRuleSchema },
  'collection-rule': { meaning: 'Who may do what with the documents of a collection', schema: AnyCollectionRuleSchema },
  'default-rule': { meaning: 'The rule of collections that have none of their own', schema: DefaultRuleSchema },
  'collection-schema': { meaning: 'What the documents of a collection look like', schema: CollectionSchemaSchema },
  relationships: { meaning: 'Fields that refer to documents of other collections', schema: RelationshipsSchema },
  'incoming-webhook': { meaning: 'Method, request validation and user of a webhook', schema: WebhookConfigSchema },
  function: { meaning: 'Name and permissions of a function', schema: FunctionConfigSchema },
  'function-list': { meaning: 'Names and permissions of all functions', schema: z.array(FunctionConfigSchema) },
  value: { meaning: 'A named constant, or the name of a secret', schema: ValueFileSchema },
  'auth-provider': { meaning: 'One way for users to prove who they are', schema: AuthProviderSchema },
  'auth-providers': { meaning: 'All ways for users to prove who they are, by name', schema: AuthProvidersSchema },
  'custom-user-data': { meaning: 'Where the app keeps data about its users', schema: CustomUserDataSchema },
  trigger: { meaning: 'What runs on a change, a sign-in or a schedule', schema: TriggerSchema },
  'endpoint-list': { meaning: 'All HTTPS endpoints with the functions they call', schema: z.array(EndpointSchema) },
  'data-api': { meaning: 'Settings of the Data API', schema: DataApiSchema },
  graphql: { meaning: 'Settings of the GraphQL endpoint', schema: GraphqlConfigSchema },
  'custom-resolver': { meaning: 'A GraphQL field that a function resolves', schema: CustomResolverSchema },
  hosting: { meaning: 'Settings of the hosted site', schema: HostingConfigSchema },
  'hosting-metadata': { meaning: 'Headers of hosted files', schema: HostingMetadataSchema },
  sync: { meaning: 'Settings of device sync', schema: SyncConfigSchema },
  environment: { meaning: 'Values of one environment', schema: EnvironmentSchema },
  'log-forwarder': { meaning: 'Where request logs are sent', schema: LogForwarderSchema },
  'app-meta': { meaning: 'Where the later tools had the directory from', schema: AppMetaSchema },
  meta: { meaning: 'Ids that the later tools noted', schema: MetaSchema },
};

export const FILE_KINDS: readonly FileKindDescription[] = Object.entries(KINDS).map(([name, kind]) => ({
  name: name as JsonFileKind,
  ...kind,
  files: filesOf(name),
}));

function filesOf(name: string): KindFile[] {
  if (name === 'root-file') return LAYOUTS.map(({ rootFile, layout }) => ({ path: rootFile, layouts: [layout] }));
  const rows = PATHS.filter(({ file }) => file === name).map(({ path, layouts }) => ({
    path,
    layouts: letters(layouts),
  }));
  if (name !== 'collection-rule') return rows;
  // There the type of the service tells what a rule is about, and the path does not.
  return [{ path: 'services/*/rules/*.json', layouts: ['A', 'B'] }, ...rows];
}

function letters(layouts: string): LayoutName[] {
  return LAYOUTS.map(({ layout }) => layout).filter((layout) => layouts.includes(layout));
}
