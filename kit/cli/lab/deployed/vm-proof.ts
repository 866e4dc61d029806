/**
 * A prova de quem não tem uma conta na AWS: com a configuração do aluno, o `synth` de `iac/` escreve o Terraform, e é nele que
 * se confere o que a VM seria; o app roda aqui, com o compose.yaml e as variáveis que ela receberia. O que ela não prova: que
 * a AWS a criaria, nem que a VM se prepara sozinha.
 */
import path from 'node:path';
import { PORTS as VM_PORTS } from '../../../../iac/constructs/ports.ts';
import type { SynthesizedVm } from '../../container/synthesized-vm.ts';
import { studentFolder } from '../run-step.ts';
import { inMyLab } from '../show.ts';
import { proveComposeFile } from './compose-proof.ts';
import { deployedTexts as texts } from './deployed-texts.ts';
import type { Fact } from './fact.ts';
import type { JudgeDeployed } from './judge-deployed.ts';
import { synth } from './synth.ts';

/** Com o app e o Jaeger, o Docker e o sistema, cabe em 4 GB e sobra em 8. */
const SIZE = /\.(medium|large)$/;
const LONGEST_HOURS = 12;
/** Uma rede, e não o mundo. */
const WIDEST_PREFIX = 24;
const PORTS: readonly number[] = [VM_PORTS.sample, VM_PORTS.jaegerUi];

export const proveVm: JudgeDeployed = async (context, target, expectations, options) => {
  const file = path.join(studentFolder(context, target), target.step.entry ?? '');
  const told = inMyLab([`${target.lab.id}/${target.step.entry}`]);
  const synthesized = await synth(context, file, { signal: options.signal });
  const accepted: Fact = {
    code: 'vm_refused',
    passed: synthesized.vm !== undefined,
    expected: texts.synthAccepts(told),
    observed: synthesized.refusal ?? texts.accepted,
  };
  if (!synthesized.vm) return { facts: [accepted] };
  const facts = [accepted, ...factsOf(synthesized.vm)];
  if (facts.some(({ passed }) => !passed)) return { facts };
  const plan = { file: path.join(context.root, 'compose.yaml'), told: 'compose.yaml', env: synthesized.vm.env };
  const proved = await proveComposeFile(context, target, expectations, options, plan);
  return { ...proved, facts: [...facts, ...proved.facts] };
};

function factsOf({ doors, instanceTypes, shutdownHours, endsWhenOff, runsCompose, env }: SynthesizedVm): Fact[] {
  const isOpen = (port: number): boolean => doors.some(({ from, to }) => from <= port && port <= to);
  const isNarrow = doors.every(({ cidr }) => Number(cidr.split('/')[1]) >= WIDEST_PREFIX);
  const isKnown = doors.every(({ from, to }) => from === to && [...PORTS, VM_PORTS.ssh].includes(from));
  const publishes = [env.SAMPLE_PORT, env.JAEGER_UI_PORT].every((port, i) => Number(port) === PORTS[i]);
  const isUp = runsCompose && publishes && env.BIND_ADDRESS === '0.0.0.0';
  return [
    {
      code: 'vm_open_to_world',
      passed: PORTS.every(isOpen) && isNarrow && isKnown,
      expected: texts.closedToWorld(PORTS, WIDEST_PREFIX),
      observed: texts.doors(doors),
    },
    {
      code: 'vm_size_differs',
      passed: instanceTypes.every((type) => SIZE.test(type)),
      expected: texts.rightSize,
      observed: [...new Set(instanceTypes)].join(', '),
    },
    {
      code: 'vm_too_many',
      passed: instanceTypes.length === 1,
      expected: texts.oneVm,
      observed: texts.vms(instanceTypes.length),
    },
    {
      code: 'vm_stays_on',
      passed: endsWhenOff && (shutdownHours ?? Infinity) <= LONGEST_HOURS,
      expected: texts.endsAlone(LONGEST_HOURS),
      observed: texts.hours(shutdownHours),
    },
    {
      code: 'vm_runs_nothing',
      passed: isUp,
      expected: texts.startsCompose(PORTS),
      observed: isUp ? texts.startsIt : texts.startsNothing,
    },
  ];
}
