// O que `cdktf synth`, `diff`, `deploy` e `destroy` executam: lê a configuração e escreve o Terraform em cdktf.out/.

import { App } from 'cdktf';
import { lacksRepository, readConfig } from './config/lab-config.ts';
import { orExit } from './config/or-exit.ts';
import { LAB } from './constructs/tags.ts';
import { LabStack } from './stacks/lab-stack.ts';

const config = orExit(readConfig, 1);
if (lacksRepository(config)) {
  console.error(
    'Aviso: não se sabe de que endereço https este clone veio. Diga em REPO_URL de onde a VM clona o projeto.',
  );
}
const app = new App();
new LabStack(app, LAB, config);
app.synth();
