// O que `cdktf synth`, `diff`, `deploy` e `destroy` executam: lê a configuração e escreve o Terraform em cdktf.out/.

import { App } from 'cdktf';
import { ConfigError, lacksRepository, readConfig } from './config/lab-config.ts';
import { LAB } from './constructs/tags.ts';
import { LabStack } from './stacks/lab-stack.ts';

try {
  const config = readConfig();
  if (lacksRepository(config)) {
    console.error('Aviso: este clone não veio de um endereço https. Diga em REPO_URL de onde a VM clona o projeto.');
  }
  const app = new App();
  new LabStack(app, LAB, config);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
