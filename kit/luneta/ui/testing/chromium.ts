/** O Chromium de verdade, sem rede além da página. Faltar é falha, e não teste pulado: quem roda a suíte precisa saber. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * O de `CHROMIUM_PATH`, ou o do Debian. Com `chromium-headless-shell`, que não carrega a interface, a suíte custa a metade do processador.
 * @throws Error se não há nenhum lá.
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(
      `Não há um Chromium em ${executablePath}. Instale-o (no Debian: apt-get install chromium) ou aponte a variável CHROMIUM_PATH para ele.`,
    );
  }
  return chromium.launch({ executablePath, args: ARGS });
}
