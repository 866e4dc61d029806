/** O que o guia de um lab promete: o código, as telas, as tabelas e as seções dele são o que o aluno encontra. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Assessment } from '../assess.ts';
import type { LabChecks } from '../lab-checks.ts';
import { watchLines } from '../watch/watch-view.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { labs } from '../../../../labs/labs.ts';
import { regionBody } from '../../../course/derive.ts';
import { labFolder, sourcePath } from '../../../course/lab-paths.ts';
import type { Lab, Step } from '../../../course/manifest.ts';
import type { Progress } from '../../../course/progress.ts';
import { readLabFile } from './lab-bench.ts';

/** `<!-- região: app/tracing.ts 1 Título -->` e o bloco que vem logo abaixo. */
const REGION = /<!-- região: app\/(\S+) (\S+) (.+?) -->\n+```ts\n([\s\S]*?)\n```/g;
/** `<!-- tela: 01/1 -->` e a tela do começo desse passo, em quem observa. */
const SCREEN = /<!-- tela: (\S+) -->\n+```\n([\s\S]*?)\n```/g;
/** Onde fica a Luneta, na tela do guia: a porta dela quando ninguém a mudou. */
const BACKEND_URL = 'http://localhost:16686';

/** @param atStart Confere um passo com os arquivos como estão no começo dele. */
export function describeGuide(lab: Lab, checks: LabChecks, atStart: (step: Step) => Promise<Assessment>): void {
  const guide = readLabFile(lab, 'README.md');
  const blocks = [...guide.matchAll(REGION)].map(([, file = '', step = '', title = '', code = '']) => ({
    file,
    step,
    title,
    code,
  }));

  describe('o guia', () => {
    test('todo bloco de código é a região que ele diz', () => {
      expect(blocks.length).toBe([...guide.matchAll(/```ts$/gm)].length);
      for (const { file, step, title, code } of blocks) {
        expect(code).toBe(regionBody(readLabFile(lab, `app/${file}`), step, title, file));
      }
    });

    test('toda região com título tem o seu bloco', () => {
      const names = lab.steps.flatMap(({ files }) => files).filter((file) => typeof file === 'string');
      const inside = [...new Set(names)].filter((name) => sourcePath(lab, name).startsWith(labFolder(lab)));
      const regions = inside.flatMap((name) => [...readLabFile(lab, `app/${name}`).matchAll(/#region (\S+) (.+)/g)]);
      const titles = regions.map(([, step, title]) => `${step} ${title}`);
      expect(blocks.map(({ step, title }) => `${step} ${title}`).toSorted()).toEqual(titles.toSorted());
    });

    test('tem o título e os minutos de cada passo, como no manifesto', () => {
      for (const { id, title, minutes } of lab.steps) expect(guide).toContain(`## ${id}. ${title} (${minutes} min)`);
    });

    test('a tabela cita tudo que as conferências exigem', () => {
      const table = guide.slice(guide.indexOf('## A telemetria exigida'));
      for (const [step, expectations] of Object.entries(checks)) {
        const rows = table.split('\n').filter((line) => line.startsWith(`| ${step} |`));
        for (const expectation of expectations) {
          if (expectation.type !== 'span') continue;
          const { name, parent, kind, status, attributes, events, links } = expectation.spec;
          const row = rows.find((line) => line.includes(`| \`${name}\` |`)) ?? '';
          const told = [parent, kind, status?.code, ...attributes.map(({ key }) => key), ...links];
          for (const event of events) told.push(event.name, ...event.attributes.map(({ key }) => key));
          for (const word of told.filter((item) => item !== undefined)) expect(row).toContain(`\`${word}\``);
        }
      }
    });

    test('as telas são as que o programa desenha', async () => {
      const screens = [...guide.matchAll(SCREEN)];
      expect(screens).not.toEqual([]);
      for (const [, id, shown] of screens) {
        const step = lab.steps.find((item) => item.id === id)!;
        const state = { target: { lab, step }, isRunning: false, assessment: await atStart(step) };
        const progress: Progress = { version: 1, steps: {}, files: {} };
        const terminal = { columns: 80, color: false, drawing: true, utf8: true };
        const drawn = watchLines(state, { labs, progress, terminal, backendUrl: BACKEND_URL });
        expect(shown).toBe(drawn.join('\n').trimEnd().replace(/^\n+/, ''));
      }
    });

    test('cada passo diz o que fazer se não aparecer, e onde está o doutor', () => {
      const sections = guide.split('### Se não aparecer\n').slice(1);
      expect(sections).toHaveLength(lab.steps.length);
      for (const section of sections) expect(section.split('\n#')[0]).toContain('(../../kit/luneta/DOUTOR.md');
    });

    test('termina com o que limpar e o que vem depois', () => {
      for (const title of ['## Para limpar', '## E agora?']) expect(guide).toContain(`${title}\n`);
    });

    test('os arquivos a que ele leva existem', () => {
      const links = [...guide.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, file = '']) => file);
      expect(links.filter((file) => file.endsWith('.png'))).not.toEqual([]);
      const folder = path.join(findRepoRoot(), labFolder(lab));
      expect(links.filter((file) => !existsSync(path.join(folder, file)))).toEqual([]);
    });
  });
}
