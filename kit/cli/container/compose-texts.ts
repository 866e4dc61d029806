/** O que se diz de um compose.yaml que o Docker recusaria. */
export const composeTexts = {
  at: (line: number | undefined, message: string) => (line === undefined ? message : `linha ${line}: ${message}`),
  unreadable: (reason: string) => `o arquivo não se lê: ${reason}`,
  badYaml: (reason: string) => `isto não é YAML: ${reason}. Confira o recuo, que é de espaços, e os dois-pontos`,
  notMap: (what: string) => `${what} devia ser uma lista de "nome: valor", cada um na sua linha`,
  noServices: 'não há nenhum serviço em "services"',
  unknownTopKey: (key: string, alike: readonly string[]) =>
    `"${key}", fora dos serviços, não é do compose. Os mais parecidos: ${alike.join(', ')}. Os serviços ficam dentro de "services"`,
  unknownKey: (service: string, key: string, alike: readonly string[]) =>
    `o serviço "${service}" tem "${key}", que o compose não conhece. Os mais parecidos: ${alike.join(', ')}`,
  unknownNetwork: (service: string, name: string) =>
    `o serviço "${service}" está na rede "${name}", que não está em "networks", no fim do arquivo`,
  badNetworks: (service: string, written: string) =>
    `o serviço "${service}" está em "networks: ${written}". As redes são uma lista: [${written}]`,
  unknownDependency: (service: string, name: string) =>
    `o serviço "${service}" depende de "${name}", que não é um serviço deste arquivo`,
  inactiveDependency: (service: string, name: string) =>
    `o serviço "${service}" depende de "${name}", que está num perfil ("profiles") que ninguém pediu, e não se inicia`,
  noImage: (service: string) => `o serviço "${service}" não tem nem "image" nem "build": o que ele rodaria?`,
  badPort: (service: string, port: string) =>
    `o serviço "${service}" publica "${port}". Uma porta se publica com "de fora:de dentro", como 8080:16686`,
  samePort: (port: number, services: readonly string[]) =>
    `${services.join(' e ')} querem os dois a porta ${port} desta máquina: só um pode ficar com ela`,
  badVariable: (service: string, entry: string) =>
    `o serviço "${service}" tem em "environment" o item "${entry}". Numa lista, é NOME=valor; sem o traço, NOME: valor`,
  noEnvFile: (service: string, file: string) =>
    `o serviço "${service}" lê as variáveis de ${file}, que não existe, ou não é um arquivo de variáveis`,
  foreignEnvFile: (service: string, file: string) =>
    `o serviço "${service}" lê as variáveis de ${file}, fora da pasta do projeto, e a prova não sai dela`,
  beyondProof: (what: string) =>
    `${what} está além da prova sem Docker, que não o imita: tire-o, ou confira com o Docker`,
  twoNetworkModes: (service: string) =>
    `o serviço "${service}" tem "network_mode" e "networks": só um dos dois pode valer`,
} as const;
