/** O guia dos incidentes de um lab (INVESTIGAR.md): os comandos são os que existem, e o exemplo é o que sai da semente dele. */
import { expect, test } from 'vitest';
import { labs } from '../../../../../labs/labs.ts';
import { readAnswers } from '../../investigate/read-answers.ts';
import { readLabOptions } from '../../lab-options.ts';
import { readLabFile } from '../../testing/lab-bench.ts';
import { liveFault } from '../live-faults.ts';
import { drawLiveStory } from '../live-story.ts';
import { liveSystemOf } from '../live-system.ts';
import { liveTexts } from '../live-texts.ts';

export function describeLiveGuide(number: string): void {
  const system = liveSystemOf(labs, number);
  const { outside, count } = system.incidents;
  const guide = readLabFile(system.lab, 'INVESTIGAR.md');
  const oneLine = guide.replaceAll(/\s+/g, ' ');
  const commands = [...guide.matchAll(/^npm run lab (.+)$/gm)].map(([, words = '']) => {
    return readLabOptions(words.split(' '), 'verify').args;
  });

  test('a última resposta do exemplo é a da semente, e o guia a conta como o comando', () => {
    const { seed, words } = commands.at(-1)!;
    const story = drawLiveStory(seed!, system.incidents);
    const { service, kind } = readAnswers(words.slice(1), system.vocabulary);
    expect({ service, kind: system.kindOf(kind!) }).toEqual({ service: story.service, kind: story.kind });
    expect(oneLine).toContain(liveFault(story.kind, story.service, outside).told(story.service));
    // O mesmo incidente, do começo ao fim.
    expect([...new Set(commands.map((args) => args.seed))]).toEqual([seed]);
  });

  test('as perguntas e os tipos são os de agora', () => {
    for (const line of liveTexts.questions(system.kinds, count)) expect(guide).toContain(`  ${line.trimStart()}`);
    for (const [word] of system.kinds) expect(guide).toContain(`| \`${word}\` |`);
    const typed = liveTexts.placeholders(system.incidents).join(' ');
    expect(guide).toContain(`npm run lab investigar ${number} ${commands[0]!.seed} ${typed}`);
  });
}
