/** A telemetria exigida em cada passo: a tabela do README.md, em código. As dos passos anteriores continuam valendo. */
import { type Expectation, noSpan, noValue, span, stdout, trace } from '../../kit/verify/expectations.ts';
import { between, contains, inAnyOrder, matches } from '../../kit/verify/matchers.ts';

const SERVICE = 'pipelines';
const JOB = 'local_computer.job.employees_by_city';
const JOIN = 'local_computer.df.test_inner_join';
const EMPLOYEES = 'local_computer.df.employees';
const LOCATIONS = 'local_computer.df.locations';
const FLEET = 'local_computer.job.fleet_speed';
const POSITIONS = 'local_computer.rdd.positions';
const SPEED = 'local_computer.rdd.average_speed';
const PARTITION = 'local_computer.partition.average_speed';
const PUBLISH = 'local_computer.job.publish_positions';
const MICRO_BATCH = 'local_computer.job.micro_batch';
const NIGHTLY = 'azure_function_app.job.nightly_report';

/** A execução inteira, em qualquer lugar aonde os spans vão. */
const RUN = span(JOB).once().root().kind('INTERNAL').service(SERVICE).scope('engine_test');

export const checks = {
  '04/1': [stdout('New York: 4000'), RUN],
  '04/2.1': [
    RUN,
    span('local_computer.session.test_session')
      .once()
      .childOf(JOB)
      .attribute('telescope.session.system', matches(/^\w+$/)),
    span(EMPLOYEES)
      .once()
      .childOf(JOB)
      .attribute('telescope.df.columns', inAnyOrder('firstname', 'middlename', 'lastname', 'id', 'gender', 'salary')),
    span(LOCATIONS).once().childOf(JOB).attribute('telescope.df.dtypes', inAnyOrder('string', 'string')),
  ],
  '04/2.2': [
    span(EMPLOYEES)
      .attribute('telescope.df.count', 5)
      .attribute('telescope.count.queries', 1)
      .attribute('telescope.count.duration', between(0, 60)),
    span(LOCATIONS).withoutAttribute('telescope.df.count').withoutAttribute('telescope.count.duration'),
  ],
  '04/3.1': [
    span(JOIN)
      .childOf(JOB)
      .service(SERVICE)
      .attribute('telescope.operation.name', 'test_inner_join')
      .attribute('telescope.df1.columns', inAnyOrder('firstname', 'middlename', 'lastname', 'id', 'gender', 'salary'))
      .attribute('telescope.df2.columns', inAnyOrder('id', 'location'))
      .attribute(
        'telescope.result.columns',
        inAnyOrder('firstname', 'middlename', 'lastname', 'id', 'gender', 'salary', 'location'),
      )
      .status('UNSET'),
    span('local_computer.df.collect').once().attribute('telescope.result.count', 4),
  ],
  '04/3.2': [
    stdout(contains('essa coluna não existe')),
    span(JOIN).childOf(JOB).status('ERROR').attribute('error.type', 'invalid_query').event('exception'),
  ],
  '04/3.3': [
    span('local_computer.df.total_by_location').once().childOf(JOB).attribute('telescope.result.count', 4),
    span('local_computer.df.collect').childOf('local_computer.df.total_by_location'),
  ],
  '04/4.1': [
    span(POSITIONS)
      .once()
      .childOf(FLEET)
      .attribute('telescope.rdd.partitions', 20)
      .attribute('telescope.rdd.count', 2_000_000),
    span(SPEED)
      .once()
      .childOf(FLEET)
      .attribute('telescope.rdd1.name', 'positions')
      .attribute('telescope.partitions.done', 20)
      .event('progress', { 'telescope.progress.done': 10, 'telescope.progress.total': 20 }),
    span(PARTITION).childOf(SPEED),
  ],
  '04/4.2': [
    stdout(contains('20 de 20 lotes')),
    span(SPEED).attribute('telescope.partitions.attempts', 21).attribute('telescope.partitions.failed_attempts', 1),
    span(PARTITION)
      .attribute('telescope.partition.index', 7)
      .attribute('telescope.partition.attempt', 1)
      .attribute('error.type', 'batch_not_ready')
      .status('ERROR')
      .event('exception'),
    span(PARTITION)
      .attribute('telescope.partition.index', 7)
      .attribute('telescope.partition.attempt', 2)
      .status('UNSET'),
  ],
  '04/4.3': [
    span(PUBLISH).root().kind('PRODUCER').service(SERVICE),
    span(FLEET).once().root().kind('CONSUMER'),
    span(PARTITION).linkedTo(PUBLISH).attribute('telescope.partition.index', 0),
    span(PARTITION).linkedTo(PUBLISH).attribute('telescope.partition.index', 19),
  ],
  '04/4.4': [
    span(PARTITION).childOf(SPEED).attribute('fleet.vessels', 50).attribute('fleet.records', 100_000),
    trace().containing(FLEET, SPEED).spanCount(between(23, 40)),
  ],
  '04/5': [
    span(SPEED)
      .attribute('telescope.usage.bytes_read', between(50_000, 1_000_000))
      .attribute('telescope.usage.shuffle_bytes', between(10_000, 150_000))
      .attribute('telescope.usage.cpu_time', between(0, 600))
      .attribute('telescope.billing.cost', between(1e-6, 0.01))
      .attribute('telescope.billing.currency', 'USD'),
  ],
  '04/6': [
    stdout('5 salários lidos.'),
    // O Zipkin só guarda textos: a lista de colunas e a contagem chegam como um, e é por isso que se sabe que foi por ele.
    span('local_computer.df.salaries')
      .childOf('local_computer.job.read_salaries')
      .attribute('telescope.df.columns', 'firstname,salary')
      .attribute('telescope.df.count', '5'),
    span('local_computer.job.read_salaries').attribute('telescope.linked.trace_id', matches(/^[0-9a-f]{32}$/)),
  ],
  '04/7': [
    stdout('10 de 10 lotes iguais aos da produção.'),
    span(MICRO_BATCH)
      .root()
      .kind('CONSUMER')
      .attribute('telescope.stream.lag', between(2.5, 60))
      .linkedTo('local_computer.job.send_positions'),
    span('local_computer.df.speed_alerts').childOf(MICRO_BATCH).attribute('telescope.df1.count', 50),
    noSpan('local_computer.job.maritime_stream'),
  ],
  '04/8': [
    stdout(contains('Resumo da madrugada')),
    span(NIGHTLY)
      .root()
      .attribute('faas.trigger', 'timer')
      .attribute('faas.cron', contains('* * *'))
      .attribute('faas.time', matches(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/))
      .attribute('faas.invocation_id', matches(/^[\da-f-]{36}$/))
      .attribute('telescope.schedule.delay', between(0.2, 30))
      .attribute('faas.coldstart', true),
    span(NIGHTLY).attribute('faas.coldstart', false),
    span('azure_function_app.api.maritime')
      .childOf(NIGHTLY)
      .attribute('telescope.api.url', 'https://maritime.example/v1/positions'),
    noValue(contains('nao-conte-a-ninguem')),
  ],
} satisfies Record<string, readonly Expectation[]>;
