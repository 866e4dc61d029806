/** O guia dos incidentes: os comandos são os que existem, e o exemplo é o que sai da semente dele. */
import { expect, test } from 'vitest';
import { drawLiveStory } from '../../kit/cli/lab/investigate-live/live-story.ts';
import { liveSystemOf } from '../../kit/cli/lab/investigate-live/live-system.ts';
import { liveTexts } from '../../kit/cli/lab/investigate-live/live-texts.ts';
import { LIVE_FAULTS } from '../../kit/cli/lab/investigate-live/live-faults.ts';
import { readAnswers } from '../../kit/cli/lab/investigate/read-answers.ts';
import { readLabOptions } from '../../kit/cli/lab/lab-options.ts';
import { readLabFile } from '../../kit/cli/lab/testing/lab-bench.ts';
import { labs } from '../labs.ts';

const system = liveSystemOf(labs, '02');
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
  expect(oneLine).toContain(LIVE_FAULTS[story.kind].told(story.service));
  // O mesmo incidente, do começo ao fim.
  expect([...new Set(commands.map((args) => args.seed))]).toEqual([seed]);
});

test('as perguntas e os tipos são os de agora', () => {
  for (const line of liveTexts.questions(system.kinds)) expect(guide).toContain(`  ${line.trimStart()}`);
  for (const [word] of system.kinds) expect(guide).toContain(`| \`${word}\` |`);
});
