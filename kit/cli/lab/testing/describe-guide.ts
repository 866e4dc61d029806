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
import type { Expectation } from '../../../verify/expectations.ts';
import type { Lab, Step } from '../../../course/manifest.ts';
import type { Progress } from '../../../course/progress.ts';
import { readLabFile } from './lab-bench.ts';

/** `<!-- região: app/tracing.ts 1 Título -->` e o bloco que vem logo abaixo; o que é da raiz, como no manifesto. */
const REGION = /<!-- região: (\S+) (\S+) (.+?) -->\n+```(?:ts|js|yaml|ini)\n([\s\S]*?)\n```/g;
/** `<!-- tela: 01/1 -->` e a tela do começo desse passo, em quem observa. */
const SCREEN = /<!-- tela: (\S+) -->\n+```\n([\s\S]*?)\n```/g;
/** Onde fica a Luneta, na tela do guia: a porta dela quando ninguém a mudou. */
const BACKEND_URL = 'http://localhost:16686';

/**
 * O que muda a cada vez: a porta de um servidor do aluno (o tamanho dela, que quebraria as linhas noutro lugar, não), e, na
 * linha do tempo, as durações e o que se desenha com elas.
 */
function steady(screen: string): string {
  return screen
    .replaceAll(/"port":\d{5}/g, '"port":50000')
    .replaceAll(/\d+(?:,\d+)? (?:µs|ms|s)\b/g, 'DURAÇÃO')
    .replaceAll(/ [▐▌█][▐▌█ ]*/g, ' BARRA ')
    .replaceAll(/(?: ─){3,}/g, ' ─ ─ ─')
    .replaceAll(/(?<=\S) {2,}/g, '  ');
}

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
      expect(blocks.length).toBe([...guide.matchAll(/```(?:ts|js|yaml|ini)$/gm)].length);
      for (const { file, step, title, code } of blocks) {
        expect(code).toBe(regionBody(readLabFile(lab, file), step, title, file));
      }
    });

    test('toda região com título tem o seu bloco', () => {
      const names = lab.steps.flatMap(({ files }) => files).filter((file) => typeof file === 'string');
      const isInside = (name: string): boolean => sourcePath(lab, name).startsWith(labFolder(lab));
      const files = [...new Set(names)].map((name) => (isInside(name) ? `app/${name}` : name));
      const regions = files.flatMap((name) => [...readLabFile(lab, name).matchAll(/#region (\S+) (.+)/g)]);
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
          const wanted = tableWords(expectation);
          if (wanted === undefined) continue;
          const { name, words } = wanted;
          const row = rows.find((line) => line.includes(`| \`${name}\` |`)) ?? '';
          for (const word of words) expect(row).toContain(`\`${word}\``);
        }
      }
    });

    test('as telas são as que o programa desenha', async () => {
      const screens = [...guide.matchAll(SCREEN)];
      expect(screens).not.toEqual([]);
      for (const [, id, shown = ''] of screens) {
        const step = lab.steps.find((item) => item.id === id)!;
        const state = { target: { lab, step }, isRunning: false, assessment: await atStart(step) };
        const progress: Progress = { version: 1, steps: {}, files: {} };
        const terminal = { columns: 80, color: false, drawing: true, utf8: true };
        const drawn = watchLines(state, { root: findRepoRoot(), labs, progress, terminal, backendUrl: BACKEND_URL });
        expect(steady(shown)).toBe(steady(drawn.join('\n').trimEnd().replace(/^\n+/, '')));
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
      // Quem faz os exercícios já conhece as telas.
      expect(lab.exercises || links.some((file) => file.endsWith('.png'))).toBe(true);
      const folder = path.join(findRepoRoot(), labFolder(lab));
      expect(links.filter((file) => !existsSync(path.join(folder, file)))).toEqual([]);
    });
  });
}

/** O que a tabela do guia tem de citar de uma expectativa, na linha deste nome; `undefined` se ela não é de nada com nome. */
function tableWords(expectation: Expectation): { name: string; words: readonly string[] } | undefined {
  const keysOf = (specs: readonly { key: string }[]): string[] => specs.map(({ key }) => key);
  const said = (words: readonly (string | undefined)[]): string[] => words.filter((word) => word !== undefined);
  switch (expectation.about) {
    case 'span': {
      const { name, parent, kind, status, attributes, events, links } = expectation.spec;
      const ofEvents = events.flatMap((event) => [event.name, ...keysOf(event.attributes)]);
      return { name, words: said([parent, kind, status?.code, ...keysOf(attributes), ...links, ...ofEvents]) };
    }
    case 'metric': {
      const { name, unit, attributes, resource } = expectation.spec;
      return { name, words: said([unit, ...keysOf(attributes), ...keysOf(resource)]) };
    }
    case 'log': {
      const { name, severity, span, attributes, resource } = expectation.spec;
      return name === undefined
        ? undefined
        : { name, words: said([severity, span, ...keysOf(attributes), ...keysOf(resource)]) };
    }
    default:
      return undefined;
  }
}
