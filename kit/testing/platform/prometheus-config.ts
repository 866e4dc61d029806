/** A configuração do Prometheus que o compose usa, com os endereços dos processos de um teste. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findRepoRoot } from '../../repo-root.ts';
import { NOBODY } from './nobody.ts';

const PROMETHEUS_FOLDER = 'labs/plataforma/prometheus';

/**
 * O mesmo prometheus.yaml que o compose usa: só os endereços são outros. Cada um é `máquina:porta`; sem eles, não há quem coletar.
 * @throws Error se o arquivo já não diz o que aqui se troca.
 */
export function prometheusConfig(collector = NOBODY, itself = NOBODY): string {
  const folder = path.join(findRepoRoot(), PROMETHEUS_FOLDER);
  let config = readFileSync(path.join(folder, 'prometheus.yaml'), 'utf8');
  const replaced = {
    "'collector:8888'": `'${collector}'`,
    "'localhost:9090'": `'${itself}'`,
    'rule_files: [rules.yaml]': `rule_files: [${path.join(folder, 'rules.yaml')}]`,
  };
  for (const [from, to] of Object.entries(replaced)) {
    if (!config.includes(from))
      throw new Error(`${PROMETHEUS_FOLDER}/prometheus.yaml já não diz ${from}: mude aqui também.`);
    config = config.replace(from, to);
  }
  return config;
}
