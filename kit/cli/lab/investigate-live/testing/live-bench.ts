/** `lab investigar NN` para os testes: um incidente de poucos segundos no sistema do lab de verdade, com uma Luneta aberta. */
import { afterAll, beforeAll, expect } from 'vitest';
import { labs } from '../../../../../labs/labs.ts';
import type { LiveFaultKind } from '../../../../course/live-incidents.ts';
import type { SpanNode } from '../../../../luneta/query/trace-tree.ts';
import { PORT_NAMES } from '../../../../luneta/doors.ts';
import { type Luneta, startLuneta } from '../../../../luneta/start.ts';
import { findRepoRoot } from '../../../../repo-root.ts';
import { traceTrees } from '../../../../scripted/trace-trees.ts';
import { jaegerSource } from '../../../../verify/sources/jaeger.ts';
import { attributeOf, type ObservedSpan } from '../../../../verify/span.ts';
import { portEnv } from '../../../backend/testing/any-port-env.ts';
import type { LabRun } from '../../testing/lab-root.ts';
import { runHere } from '../../testing/run-here.ts';
import { drawLiveStory, type LiveStory } from '../live-story.ts';
import { type LiveSystem, liveSystemOf } from '../live-system.ts';
import { exactClock } from '../live-texts.ts';

/** Quanto duram as visitas. */
export const INCIDENT_MS = 8000;

export interface LiveBench {
  system: LiveSystem;
  /** O que o aluno escreve para cada tipo. */
  words: Readonly<Record<string, string>>;
  luneta(): Luneta;
  storyOf(seed: number): LiveStory;
  /** A primeira semente que dá isto. @param service Padrão: qualquer um. */
  seedOf(kind: LiveFaultKind, service?: string): number;
  investigate(...given: readonly (string | number)[]): Promise<LabRun>;
  /** Os spans dos serviços no incidente que acabou de ser aberto, em qualquer trace. @param opened O que o comando escreveu. */
  spansOf(url: string, opened: string): Promise<ObservedSpan[]>;
}

export function liveBench(number: string): LiveBench {
  const system = liveSystemOf(labs, number);
  let luneta: Luneta;
  beforeAll(async () => {
    luneta = await startLuneta({ ports: Object.fromEntries(PORT_NAMES.map((name) => [name, 0])) });
  });
  afterAll(() => luneta?.close());
  const storyOf = (seed: number): LiveStory => drawLiveStory(seed, system.incidents);

  return {
    system,
    words: Object.fromEntries(system.kinds.map(([word]) => [system.kindOf(word), word])),
    luneta: () => luneta,
    storyOf,
    seedOf(kind, service) {
      let seed = 100;
      for (;;) {
        const story = storyOf(seed);
        if (story.kind === kind && (service ?? story.service) === story.service) return seed;
        seed++;
      }
    },
    investigate(...given) {
      const env = portEnv((name) => (name === 'ui' ? luneta.ports.ui! : 0));
      const args = ['investigar', number, ...given.map(String)];
      return runHere(findRepoRoot(), args, { env, incidentMs: INCIDENT_MS });
    },
    async spansOf(url, opened) {
      // O que separa uma vez da outra está no endereço da busca.
      const [, id = ''] = /lab\.incident\.start%3D(\S+?)(?:&|\s)/.exec(opened) ?? [];
      const services = system.vocabulary.services.map(([name]) => name);
      const { spans, problems } = await jaegerSource(url, { services, timeoutMs: 20_000 }).read({ sinceUs: 0 });
      expect(problems).toEqual([]);
      const own = spans.filter(
        ({ resource }) => attributeOf(resource, 'lab.incident.start') === decodeURIComponent(id),
      );
      return [...new Map(own.map((span) => [span.spanId, span])).values()];
    },
  };
}

/** Um span, o que há embaixo dele, e a hora em que começou. */
export interface SeenNode {
  node: SpanNode;
  below: readonly SpanNode[];
  service: string;
  /** O de `SpanKind`. */
  kind: number;
  /** Milissegundos Unix. */
  startMs: number;
}

export function seenNodes(spans: readonly ObservedSpan[]): SeenNode[] {
  return traceTrees(spans).flatMap((tree) =>
    tree.nodes.map((node) => ({
      node,
      below: tree.nodes.slice(node.index + 1, node.index + 1 + node.descendantCount),
      service: node.span.resource.serviceName,
      kind: node.span.kind,
      startMs: Number(tree.startTimeUnixNano / 1_000_000n) + node.startUs / 1000,
    })),
  );
}

/** O que se conclui só de olhar. */
export interface Conclusion {
  kind: LiveFaultKind;
  service: string;
  time: string;
  traceId: string;
  /** Milissegundos Unix da hora. */
  sinceMs: number;
}

/** Do que se achou, o primeiro. @param service Padrão: o do span. */
export function earliest(kind: LiveFaultKind, found: readonly SeenNode[], service?: string): Conclusion | undefined {
  const [first] = found.toSorted((a, b) => a.startMs - b.startMs);
  if (!first) return undefined;
  const { startMs: sinceMs, node } = first;
  return { kind, service: service ?? first.service, time: exactClock(sinceMs), traceId: node.span.traceId, sinceMs };
}
