/** A escala em processos: o gateway, os brokers, os ingesters, os nós do store e a tela, prontos para uso, e para serem mortos. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { collectorSpec } from './collector.ts';
import { Component, type ComponentSpec } from './component.ts';
import { ingesterSpec } from './ingester.ts';
import { createTopic, isReplicated, kafkaAddresses, kafkaSpecs, TOPIC } from './kafka.ts';
import { anyPorts, type ScalePorts, usualPorts } from './ports.ts';
import type { Reader } from './read-scale-words.ts';
import { isStoreGreen, storeSpecs, storeUrls } from './store.ts';
import { zipkinSpec, zipkinUrl } from './zipkin.ts';

export interface StackOptions {
  brokers: 1 | 3;
  nodes: 1 | 3;
  ingesters: 0 | 1 | 2;
  /** Sem ingesters, é o próprio Zipkin quem lê do Kafka. */
  zipkinReads?: boolean;
  /** O executável do Collector. Sem ele, a escala não tem entrada: só os motores. */
  collector?: string;
  ports?: 'usual' | 'any';
  /** Recebe os componentes assim que se sabe quais são, antes de começarem. */
  onComponents?: (components: readonly Component[]) => void;
  /** Abortado, desiste, e encerra o que já começou. */
  signal?: AbortSignal;
}

export interface Stack {
  readonly ports: ScalePorts;
  readonly kafka: readonly string[];
  readonly store: readonly string[];
  readonly zipkinUrl: string;
  /** Base do OTLP/HTTP. */
  readonly otlpUrl: string;
  readonly components: readonly Component[];
  /** Onde eles guardam tudo. */
  readonly folder: string;
  /** @throws Error se não há um com este nome. */
  component(name: string): Component;
  /** Se nada falta: todos no ar, toda partição e todo índice com todas as cópias. */
  isWhole(): Promise<boolean>;
  /** Encerra todos, e apaga o que guardaram. Pode ser chamada de novo. */
  close(): Promise<void>;
}

/** De três em três ou, na pequena, um de cada. Quem lê do Kafka são os ingesters, ou o Zipkin. */
export function stackSizes(
  small: boolean,
  reader: Reader,
): Pick<StackOptions, 'brokers' | 'nodes' | 'ingesters' | 'zipkinReads'> {
  const size = small ? 1 : 3;
  const zipkinReads = reader === 'zipkin';
  return { brokers: size, nodes: size, ingesters: zipkinReads ? 0 : small ? 1 : 2, zipkinReads };
}

/** @throws Error com o que disse o que não começou. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { brokers, nodes, ingesters, zipkinReads = false, collector, onComponents, signal } = options;
  const ports = options.ports === 'any' ? await anyPorts(brokers, nodes) : usualPorts(brokers, nodes);
  const folder = await mkdtemp(path.join(tmpdir(), 'escala-'));
  // Quem é interrompido não chega a chamar `close`.
  const drop = (): void => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // Um processo que ainda não acabou de morrer segura os seus arquivos: fica uma pasta temporária a mais.
    }
  };
  process.once('exit', drop);
  const components: Component[] = [];
  const close = async (): Promise<void> => {
    // Os de trás por último: quem grava ainda se despede do store.
    await Promise.all(components.filter(({ name }) => !isEngine(name)).map((each) => each.stop()));
    await Promise.all(components.map((each) => each.stop()));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    process.off('exit', drop);
  };
  try {
    const created = (specs: readonly ComponentSpec[]): Component[] => {
      const own = specs.map((spec) => new Component(spec, folder));
      components.push(...own);
      return own;
    };
    const kafka = created(await kafkaSpecs(ports, folder));
    const store = created(await storeSpecs(ports, folder));
    const zipkin = created([zipkinSpec(ports, zipkinReads)]);
    const gateway = created(collector === undefined ? [] : [collectorSpec(ports, collector)]);
    const readers = created(Array.from({ length: ingesters }, (_, index) => ingesterSpec(ports, index + 1)));
    onComponents?.(components);

    const start = (each: readonly Component[]): Promise<unknown> => Promise.all(each.map((one) => one.start(signal)));
    const withTopic = async (): Promise<void> => {
      await start(kafka);
      await createTopic(kafkaAddresses(ports), TOPIC, signal);
      await start(gateway);
    };
    const withScreen = async (): Promise<void> => {
      await start(store);
      await start(zipkin);
    };
    await allOf([withTopic(), withScreen()]);
    await start(readers);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ports,
    kafka: kafkaAddresses(ports),
    store: storeUrls(ports),
    zipkinUrl: zipkinUrl(ports),
    otlpUrl: `http://127.0.0.1:${ports.otlpHttp}`,
    components,
    folder,
    component(name) {
      const found = components.find((each) => each.name === name);
      if (found) return found;
      throw new Error(`A escala não tem "${name}". Tem: ${components.map((each) => each.name).join(', ')}.`);
    },
    async isWhole() {
      if (components.some(({ state }) => state !== 'ready')) return false;
      return (await isReplicated(kafkaAddresses(ports))) && (await isStoreGreen(storeUrls(ports)));
    },
    close,
  };
}

function isEngine(name: string): boolean {
  return /^(?:kafka|store)-/.test(name);
}

/** Espera por todos, e só então rejeita, se algum rejeitou: nenhum fica começando sozinho. */
async function allOf(tasks: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(tasks);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
