import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type FaultOptions, runFaults, type Target } from './faults.ts';
import { startLunetaTarget } from './luneta-target.ts';
import { stackTarget } from './stack-target.ts';
import type { Stack } from './start-stack.ts';
import { type Stored, storedInJaeger, untilStored } from './stored-traces.ts';

const isDrained = () => Promise.resolve(true);

/** O que há guardado: destes traces, um span de cada. */
function having(...traceIds: readonly string[]): Stored {
  const traces = new Map(traceIds.map((traceId) => [traceId, 1]));
  return { traces, documents: traces.size, spans: traces.size };
}
const OPTIONS: FaultOptions = { rate: 40, seconds: 3, seed: 7, quietMs: 2000 };

async function lunetaTarget(): Promise<Target & { close(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'faults-'));
  const target = await startLunetaTarget(folder);
  onTestFinished(async () => {
    await target.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return target;
}

test('sem morte nenhuma, tudo o que se confirmou está guardado, uma vez só', async () => {
  const target = await lunetaTarget();
  const told: string[] = [];
  const happened: string[] = [];
  const nothing = {
    killed: 'nada',
    kill: () => Promise.resolve(happened.push('kill')),
    restart: () => Promise.resolve(happened.push('restart')),
  };
  const [result, ...others] = await runFaults(
    { ...target, faults: [nothing] },
    { ...OPTIONS, onStep: (step) => told.push(step) },
  );
  expect(others).toEqual([]);
  expect(happened).toEqual(['kill', 'restart']);
  expect(result).toMatchObject({ stack: 'luneta', killed: 'nada', seed: 7 });
  expect(result?.traces).toMatchObject({ unacknowledged: 0, lost: 0 });
  expect(result?.traces.acknowledged).toBeGreaterThan(0);
  expect(result?.spans).toMatchObject({ stored: result?.spans.acknowledged, repeated: 0 });
  expect(result?.restartedAt).toBeGreaterThan(result?.killedAt ?? Infinity);
  expect(told[0]).toBe('luneta: 40 spans/s por 3 s, e nada morre no meio');
});

test('a Luneta morre e volta na mesma porta, sem o que tinha', async () => {
  const target = await lunetaTarget();
  const [{ traces } = { traces: undefined }] = await runFaults(target, OPTIONS);
  // Quem manda insiste até que ela volte; o que ela confirmou antes de morrer, porém, só ela tinha.
  expect(traces?.unacknowledged).toBe(0);
  expect(traces?.lost).toBeGreaterThan(0);
}, 90_000);

test('do que não aparece, espera-se só enquanto chega algo novo', async () => {
  const arriving = [1, 2, 2, 2];
  let asked = 0;
  const stored = await untilStored(['a', 'b', 'z'], {
    spansPerTrace: 1,
    read: () => {
      const documents = arriving[Math.min(asked++, arriving.length - 1)] ?? 0;
      return Promise.resolve(having(...['a', 'b'].slice(0, documents)));
    },
    isDrained,
    quietMs: 600,
  });
  expect(asked).toBeGreaterThan(2);
  expect([...stored.traces.keys()]).toEqual(['a', 'b']);
});

test('um erro de quem acabou de voltar não é resposta', async () => {
  let asked = 0;
  const read = () => (++asked === 1 ? Promise.reject(new Error('ainda não')) : Promise.resolve(having('a')));
  expect((await untilStored(['a'], { spansPerTrace: 1, read, isDrained })).documents).toBe(1);
  expect(asked).toBe(2);
});

test('se não se consegue ler, não se diz que se perdeu', async () => {
  const read = () => Promise.reject(new Error('fora do ar'));
  await expect(untilStored(['a'], { spansPerTrace: 1, read, isDrained, quietMs: 10, deadlineMs: 600 })).rejects.toThrow(
    'Não sei dizer o que se perdeu: fora do ar.',
  );
});

test('o que ainda está no Kafka não se perdeu: atrasou-se', async () => {
  const read = () => Promise.resolve(having());
  const late = () => Promise.resolve(false);
  const waiting = { spansPerTrace: 1, read, isDrained: late, quietMs: 10, deadlineMs: 600 };
  await expect(untilStored(['a'], waiting)).rejects.toThrow(
    /^Não sei dizer o que se perdeu: ainda há o que ler no Kafka depois de 600\sms\.$/,
  );
});

test('um trace de que falta um span não está guardado', async () => {
  let asked = 0;
  const read = () => Promise.resolve(having(...(asked++ ? ['a'] : [])));
  await untilStored(['a'], { spansPerTrace: 2, read, isDrained, quietMs: 10, deadlineMs: 5000 });
  expect(asked).toBeGreaterThan(2);
});

test('pela API do Jaeger: o span que vem duas vezes conta-se uma, e o documento, duas', async () => {
  const spans = ['1', '2', '2'].map((spanID) => ({ spanID }));
  const server = createServer((_request, response) =>
    response.end(JSON.stringify({ data: [{ traceID: 'a', spans }] })),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const stored = await storedInJaeger(`http://127.0.0.1:${port}`, 'shop');
  expect(stored).toEqual({ traces: new Map([['a', 2]]), documents: 3, spans: 2 });
});

test('quem não volta para a carga, e o que já se sabia fica', async () => {
  const target = await lunetaTarget();
  const known: string[] = [];
  const [dies] = target.faults;
  const faults = [
    { killed: 'nada', kill: () => Promise.resolve(), restart: () => Promise.resolve() },
    { killed: 'luneta', kill: () => dies!.kill(), restart: () => Promise.reject(new Error('não voltou')) },
  ];
  const onResult = ({ killed }: { killed: string }): void => void known.push(killed);
  await expect(runFaults({ ...target, faults }, { ...OPTIONS, onResult })).rejects.toThrow('não voltou');
  expect(known).toEqual(['nada']);
}, 60_000);

test('interrompida, para sem esperar por ninguém', async () => {
  const target = await lunetaTarget();
  const stop = new AbortController();
  const faults = [{ killed: 'nada', kill: () => Promise.resolve(stop.abort()), restart: () => new Promise(() => {}) }];
  await expect(runFaults({ ...target, faults }, { ...OPTIONS, signal: stop.signal })).rejects.toThrow('aborted');
}, 60_000);

test('quem se mata na escala: um, ou todos de um nome', async () => {
  const happened: string[] = [];
  const components = ['kafka-1', 'store-1', 'store-2', 'zipkin'].map((name) => ({
    name,
    kill: () => Promise.resolve(happened.push(`-${name}`)),
    start: () => Promise.resolve(happened.push(`+${name}`)),
  }));
  const stack = { otlpUrl: 'http://x', kafka: [], store: [], components } as unknown as Stack;
  const { faults } = stackTarget('ingester', stack, ['store-2', 'store']);
  for (const fault of faults) {
    await fault.kill();
    await fault.restart();
  }
  expect(happened).toEqual(['-store-2', '+store-2', '-store-1', '-store-2', '+store-1', '+store-2']);
  expect(() => stackTarget('ingester', stack, ['ingester-1'])).toThrow('A escala não tem "ingester-1".');
});
