/** Arquivos que o compose aceita ou recusa: a leitura daqui e o `docker compose config` têm de dizer o mesmo deles. */
import type { ComposeService } from '../compose-service.ts';

export interface RefusedCase {
  title: string;
  text: string;
  /** O que se diz dele. */
  problem: RegExp;
  /** O `config` o aceita: o compose só reclama ao subir. */
  onlyWhenUp?: true;
}

export interface AcceptedCase {
  title: string;
  text: string;
  /** O que se lê, de cada serviço que sobe. */
  services: readonly Partial<ComposeService>[];
}

export const REFUSED: readonly RefusedCase[] = [
  {
    title: 'uma letra a menos',
    text: 'services:\n  app:\n    image: x\n    enviroment: {A: b}\n',
    problem: /^linha 4: .*"enviroment".*environment/,
  },
  {
    title: 'uma rede que não existe',
    text: 'services:\n  app:\n    image: x\n    networks: [lab]\n',
    problem: /^linha 4: .*está na rede "lab"/,
  },
  {
    title: 'uma rede fora de uma lista',
    text: 'services:\n  app:\n    image: x\n    networks: lab\nnetworks: {lab: }\n',
    problem: /^linha 4: .*"networks: lab"\. As redes são uma lista/,
  },
  {
    title: 'quem não existe',
    text: 'services:\n  app:\n    image: x\n    depends_on: [jaeger]\n',
    problem: /^linha 4: .*depende de "jaeger"/,
  },
  {
    title: 'nada para rodar',
    text: 'services:\n  app:\n    ports: ["80:80"]\n',
    problem: /nem "image" nem "build"/,
  },
  {
    title: 'a mesma porta',
    text: 'services:\n  a: {image: x, ports: ["80:1"]}\n  b: {image: x, ports: ["80:2"]}\n',
    problem: /a e b querem os dois a porta 80/,
    onlyWhenUp: true,
  },
  {
    title: 'a mesma porta, num endereço e em todos',
    text: 'services:\n  a: {image: x, ports: ["127.0.0.1:80:1"]}\n  b: {image: x, ports: ["0.0.0.0:80:2"]}\n',
    problem: /a e b querem os dois a porta 80/,
    onlyWhenUp: true,
  },
  {
    title: 'uma porta que não é',
    text: 'services:\n  app:\n    image: x\n    ports: ["oitenta:1"]\n',
    problem: /publica "oitenta:1"/,
  },
  {
    title: 'porta demais',
    text: 'services:\n  app:\n    image: x\n    ports: ["99999:1"]\n',
    problem: /publica "99999:1"/,
  },
  {
    title: 'um mapa dentro de uma lista',
    text: 'services:\n  app:\n    image: x\n    environment:\n      - A: b\n',
    problem: /^linha 5: .*NOME=valor/,
  },
  {
    title: 'um arquivo que falta',
    text: 'services:\n  app:\n    image: x\n    env_file: falta.env\n',
    problem: /falta\.env, que não existe/,
  },
  { title: 'tabulação', text: 'services:\n\tapp: {image: x}\n', problem: /^linha 2: isto não é YAML/ },
  { title: 'um apelido de ninguém', text: 'services:\n  app: *nada\n', problem: /isto não é YAML/ },
  { title: 'nada', text: '', problem: /nenhum serviço/ },
  { title: 'services que não é um mapa', text: 'services: [app]\n', problem: /nenhum serviço/ },
  { title: 'um serviço vazio', text: 'services:\n  app:\n', problem: /o serviço "app" devia ser/ },
  {
    title: 'uma chave desconhecida fora dos serviços',
    text: 'services:\n  app: {image: x}\nnetwork:\n  lab:\n',
    problem: /^linha 3: "network".*networks/,
  },
  {
    title: 'a variável obrigatória',
    text: 'services:\n  app:\n    image: ${IMG:?diga a imagem}\n',
    problem: /^linha 3: Falta a variável IMG/,
  },
  {
    title: 'uma variável que não se fecha',
    text: 'services:\n  app:\n    image: "${A:-${B:-x}"\n',
    problem: /^linha 3: .*mal escrita/,
  },
  {
    title: 'quem depende de um perfil que ninguém pediu',
    text: 'services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, profiles: [extra]}\n',
    problem: /^linha 2: .*depende de "b", que está num perfil/,
  },
];

export const ACCEPTED: readonly AcceptedCase[] = [
  {
    title: 'uma variável dentro de outra',
    text: 'services:\n  app: {image: "${A:-${B:-x}}"}\n',
    services: [{ image: 'x' }],
  },
  {
    title: 'apelidos',
    text: 'x-env: &env {A: b}\nx-ports: &ports ["80:1"]\nservices:\n  app:\n    image: x\n    environment: *env\n    ports: *ports\n',
    services: [{ environment: { A: 'b' }, ports: [{ host: 80, target: 1, transport: 'tcp' }] }],
  },
  {
    title: 'uma junção',
    text: 'x-base: &base\n  image: x\n  environment: {A: b}\nservices:\n  app:\n    <<: *base\n    container_name: web\n',
    services: [{ image: 'x', environment: { A: 'b' }, containerName: 'web' }],
  },
  {
    title: 'a mesma porta em dois endereços',
    text: 'services:\n  a: {image: x, ports: ["127.0.0.1:80:1"]}\n  b: {image: x, ports: ["127.0.0.2:80:1"]}\n',
    services: [{ name: 'a' }, { name: 'b' }],
  },
  {
    title: 'a mesma porta em tcp e em udp',
    text: 'services:\n  a: {image: x, ports: ["80:1/tcp"]}\n  b: {image: x, ports: ["80:1/udp"]}\n',
    services: [{ name: 'a' }, { name: 'b' }],
  },
  {
    title: 'a mesma porta num perfil que ninguém pediu',
    text: 'services:\n  a: {image: x, ports: ["80:1"]}\n  b: {image: x, ports: ["80:2"], profiles: [extra]}\n',
    services: [{ name: 'a' }],
  },
  {
    title: 'quem pode passar sem o de um perfil',
    text: 'services:\n  a: {image: x, depends_on: {b: {condition: service_started, required: false}}}\n  b: {image: x, profiles: [extra]}\n',
    services: [{ name: 'a' }],
  },
  {
    title: 'um arquivo que pode faltar',
    text: 'services:\n  app: {image: x, env_file: [{path: falta.env, required: false}]}\n',
    services: [{ environment: {} }],
  },
  {
    title: 'tudo o que cabe fora dos serviços',
    text: 'name: loja\nversion: "3"\nx-meu: 1\nservices:\n  app: {image: x}\nnetworks: {lab: }\nvolumes: {dados: }\n',
    services: [{ name: 'app' }],
  },
];
