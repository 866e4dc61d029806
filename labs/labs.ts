/** O manifesto do curso: os labs e os seus passos, na ordem em que se fazem. */
import type { Lab } from '../kit/course/manifest.ts';
import { hints as tracingHints } from './01-tracing/hints.ts';

/** O que o programa do lab 01 diz, do primeiro passo ao último. */
export const MESSAGE = 'SRE and DevOps work together!!!';

const tracing: Lab = {
  id: '01-tracing',
  number: '01',
  title: 'Tracing',
  steps: [
    {
      id: '01/1',
      title: 'Spans no console',
      minutes: 20,
      files: ['tracing.ts'],
      entry: 'tracing.ts',
      hints: tracingHints['01/1'],
    },
    {
      id: '01/2',
      title: 'Um span dentro do outro',
      minutes: 15,
      files: ['tracing.ts'],
      entry: 'tracing.ts',
      hints: tracingHints['01/2'],
    },
    {
      id: '01/3',
      title: 'Atributos, eventos e erro',
      minutes: 25,
      files: ['tracing.ts'],
      entry: 'tracing.ts',
      hints: tracingHints['01/3'],
    },
    {
      id: '01/4',
      title: 'Em lotes, para um backend',
      minutes: 25,
      files: ['tracing.ts'],
      entry: 'tracing.ts',
      telemetry: 'backend',
      hints: tracingHints['01/4'],
    },
    {
      id: '01/5',
      title: 'OTLP',
      minutes: 15,
      files: ['tracing.ts'],
      entry: 'tracing.ts',
      telemetry: 'backend',
      hints: tracingHints['01/5'],
    },
    {
      id: '01/6',
      title: 'Um servidor, instrumentado sozinho',
      minutes: 30,
      files: ['app.ts', 'instrumentation.ts'],
      entry: 'app.ts',
      requests: [{ path: '/', body: MESSAGE }],
      telemetry: 'backend',
      // É outro programa.
      supersedes: ['01/1', '01/2', '01/3', '01/4', '01/5'],
      hints: tracingHints['01/6'],
    },
  ],
};

export const labs: readonly Lab[] = [tracing];
