/**
 * Uma pilha sem nuvem, com a mesma forma da do lab: um recurso por VM e um mapa `vms` na saída. O `terraform_data` vem
 * dentro do Terraform, então o ciclo de verdade (deploy, diff, output, destroy) roda sem conta e sem baixar provider.
 */
import { App, DataResource, Fn, TerraformOutput, TerraformStack } from 'cdktf';

/** Onde ninguém ouve: é o que `npm run situacao` encontra depois deste deploy. */
const NOBODY = 'http://127.0.0.1:9';

const app = new App();
const stack = new TerraformStack(app, 'lab-otel');

const vms = ['lab-01', 'lab-02'].map((name, index) => {
  const vm = new DataResource(stack, name, {
    // O endereço é de documentação (RFC 5737). A hora é a do plano: se `ignore_changes` não a ignorasse, haveria sempre
    // uma mudança por fazer, como haveria na tag `expira-em` da VM.
    input: { publicIp: `203.0.113.${index + 1}`, 'expira-em': Fn.timeadd(Fn.plantimestamp(), '8h') },
    lifecycle: { ignoreChanges: ['input["expira-em"]'] },
  });
  return [name, { id: vm.id, publicIp: vm.getStringAttribute('output.publicIp'), sampleUrl: NOBODY }] as const;
});
new TerraformOutput(stack, 'vms', { value: Object.fromEntries(vms), staticId: true });

app.synth();
