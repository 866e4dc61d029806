import { defineConfig } from 'vitest/config';

// `npm test` roda só o projeto "unit": precisa apenas do Node. Os outros precisam de mais, e quem os roda é `.ci/run`:
// vm (bash, python3, shellcheck, git), schema (cloud-init), deploy (terraform ou tofu), aws (Python, para o moto), docker.
const project = (name: string, folder: string, testTimeout: number) => ({
  test: { name, include: [`__tests__/${folder}/*.test.ts`], testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 'unit', 120_000),
      project('vm', 'vm', 240_000),
      project('schema', 'cloud-init-schema', 120_000),
      project('deploy', 'deploy', 180_000),
      project('aws', 'aws', 180_000),
      project('docker', 'docker', 300_000),
    ],
  },
});
