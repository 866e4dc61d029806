/**
 * Tags que são do recurso, e não do span: a lista do tradutor do OpenTelemetry Collector (convenções semânticas 1.15 e
 * as do OpenCensus), porque os exporters para Zipkin escrevem os atributos do recurso como tags de cada span.
 */

/** A tag que guarda de qual atributo do recurso saiu o nome do serviço. */
export const SERVICE_NAME_SOURCE = 'otlp.service.name.source';

/** Nome que o Collector escreve quando o recurso não tem nome de serviço. */
export const NO_SERVICE_NAME = 'OTLPResourceNoServiceName';

const KEYS_BY_PREFIX: Readonly<Record<string, string>> = {
  'aws.ecs': 'container.arn cluster.arn launchtype task.arn task.family task.revision',
  'aws.eks': 'cluster.arn',
  'aws.log': 'group.names group.arns stream.names stream.arns',
  cloud: 'provider account.id region availability_zone platform',
  container: 'name id runtime image.name image.tag',
  deployment: 'environment',
  device: 'id model.identifier model.name manufacturer',
  faas: 'name id version instance max_memory',
  host: 'id name type arch image.name image.id image.version',
  k8s:
    'cluster.name node.name node.uid namespace.name pod.uid pod.name container.name container.restart_count ' +
    'replicaset.uid replicaset.name deployment.uid deployment.name statefulset.uid statefulset.name daemonset.uid ' +
    'daemonset.name job.uid job.name cronjob.uid cronjob.name',
  opencensus: 'starttime exporterversion resourcetype',
  os: 'type description name version',
  process:
    'pid executable.name executable.path command command_line command_args owner runtime.name runtime.version ' +
    'runtime.description',
  service: 'name namespace instance.id version',
  'telemetry.auto': 'version',
  'telemetry.sdk': 'name language version',
  webengine: 'name version description',
};

export const RESOURCE_KEYS: ReadonlySet<string> = new Set(
  Object.entries(KEYS_BY_PREFIX).flatMap(([prefix, names]) => names.split(' ').map((name) => `${prefix}.${name}`)),
);
