/** O que a página vazia manda salvar e rodar, salvo e rodado: o log chega. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startLuneta } from '../start.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const ENTITIES: Record<string, string> = { '&quot;': '"', '&lt;': '<', '&amp;': '&' };

test('o trecho da página vazia manda um log para esta Luneta', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  const folder = mkdtempSync(path.join(tmpdir(), 'luneta-log-'));
  try {
    const html = await (await fetch(`${luneta.urls.ui}/logs`)).text();
    const [variables, snippet] = [...html.matchAll(/<pre class="command">([^]*?)<\/pre>/g)].map(([, text]) =>
      text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity),
    );
    expect(variables).toBe(`OTEL_LOGS_EXPORTER=otlp\nOTEL_EXPORTER_OTLP_ENDPOINT=${luneta.urls.otlpHttp}`);
    symlinkSync(MODULES, path.join(folder, 'node_modules'));
    writeFileSync(path.join(folder, 'log.mjs'), snippet);
    await promisify(execFile)(process.execPath, ['log.mjs'], { cwd: folder });
    const after = await (await fetch(`${luneta.urls.ui}/logs`)).text();
    expect(after).toContain('pedido criado');
    expect(after).toContain('pedido.id=1042');
  } finally {
    rmSync(folder, { recursive: true });
    await luneta.close();
  }
});
