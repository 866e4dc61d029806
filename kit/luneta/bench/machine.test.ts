import { describe, expect, test } from 'vitest';
import { describeBusy, describeMachine, readMachine } from './machine.ts';

describe('describeBusy', () => {
  const machine = { ...readMachine(), cpuCount: 2 };

  test('uma máquina quieta não merece aviso, nem pela carga do próprio bench', () => {
    expect(describeBusy({ ...machine, load: 0.1 }, { ...machine, load: 2 })).toEqual([]);
  });

  test('diz quando a disputa aconteceu', () => {
    expect(describeBusy({ ...machine, load: 3 }, { ...machine, load: 2 })[0]).toContain('ocupada antes do bench');
    expect(describeBusy({ ...machine, load: 0 }, { ...machine, load: 5 })[0]).toContain('ocupada durante o bench');
    expect(describeBusy({ ...machine, load: 3 }, { ...machine, load: 5 })[0]).toContain('antes e durante');
  });
});

test('describeMachine diz o que é preciso para comparar', () => {
  const machine = readMachine();
  expect(describeMachine(machine)).toContain(machine.cpuModel);
  expect(describeMachine(machine)).toContain(process.version);
});
