import { describe, expect, test } from 'vitest';
import { derive } from './derive.ts';
import { parseRegions, type Region } from './regions.ts';
import { courseErrorOf } from './testing/course-error-of.ts';

const steps = ['1', '2', '3.2', '3.1'];

function errorIn(...lines: string[]): { code: string; message: string } {
  const { code, message } = courseErrorOf(() => parseRegions(lines.join('\n'), { file: 'app/x.ts', steps }));
  return { code, message };
}

test('a árvore: linhas e regiões, com o que o marcador disse', () => {
  const source = ['a', '  # #region 3.2 Ponha   o nome', '  b', '  # #problema', '  # c', '  # #endregion', 'd'].join(
    '\n',
  );
  const region: Region = {
    step: '3.2',
    title: 'Ponha o nome',
    line: 2,
    indent: '  ',
    opening: '#',
    body: ['  b'],
    problem: ['  c'],
  };
  expect(parseRegions(source, { file: 'x.py', steps })).toEqual(['a', region, 'd']);
});

describe('erros', () => {
  test.each([
    ['palavra parecida', '// #regiao 1 x'],
    ['maiúsculas', '// #Region 1 x'],
    ['problem, sem o "a"', '  # #problem'],
    ['sem comentário', '#region 1 x'],
    ['endregion sem comentário', '#endregion'],
    ['depois de código', 'call(); // #region 1 x'],
    ['em bloco', '/* #region 1 x */'],
    ['em JSX', '{/* #region 1 x */}'],
    ['comentado duas vezes fora de um problema', '// // #region 1 x'],
    ['HTML sem fechar', '<!-- #region 1 x'],
  ])('marcador desconhecido: %s', (_, line) => {
    const { code, message } = errorIn('a', line);
    expect(code).toBe('unknown_marker');
    expect(message).toContain('app/x.ts, linha 2: ');
    expect(message).toContain(line.trim());
  });

  test.each(['// #endregion 1', '// #problema x'])('texto depois de um marcador que não o leva: %s', (line) => {
    expect(errorIn('// #region 1 x', line)).toEqual({
      code: 'unknown_marker',
      message: expect.stringContaining('linha 2: depois de #'),
    });
  });

  test('região que não fecha: a linha em que abriu', () => {
    expect(errorIn('a', '// #region 1 Crie o span', 'b')).toEqual({
      code: 'unclosed_region',
      message: 'app/x.ts, linha 2: a região "1 Crie o span" não fecha. Ponha um #endregion onde ela termina.',
    });
  });

  test('#endregion sem região', () => {
    const { code, message } = errorIn('// #region 1 x', 'b', '// #endregion', '// #endregion');
    expect(code).toBe('stray_endregion');
    expect(message).toContain('linha 4');
  });

  test('#problema fora de uma região', () => {
    expect(errorIn('# #problema').code).toBe('stray_problem');
  });

  test('dois #problema na mesma região', () => {
    const { code, message } = errorIn('// #region 1 x', '// #problema', '// a', '// #problema', '// #endregion');
    expect(code).toBe('repeated_problem');
    expect(message).toContain('linha 4: segundo #problema na região da linha 1');
  });

  test('#region sem passo', () => {
    const { code, message } = errorIn('// #region', 'a', '// #endregion');
    expect(code).toBe('missing_step');
    expect(message).toContain('#region PASSO título');
  });

  test('passo que o lab não tem: diz os que tem', () => {
    expect(errorIn('// #region Crie o span')).toEqual({
      code: 'unknown_step',
      message: 'app/x.ts, linha 1: o passo "Crie" não está no manifesto. Os deste lab: 1, 2, 3.2, 3.1.',
    });
  });

  test('passo de dentro anterior ao de fora: vale a ordem do manifesto, não a dos números', () => {
    const { code, message } = errorIn('// #region 3.1 a', '// #region 3.2 b', 'x', '// #endregion', '// #endregion');
    expect(code).toBe('inner_step_earlier');
    expect(message).toContain('linha 2: a região do passo 3.2 está dentro da do passo 3.1');
  });

  test('num problema, também não há passo anterior ao corpo que o envolve', () => {
    const { code, message } = errorIn(
      '// #region 2 a',
      '// #region 3.2 b',
      'x',
      '// #problema',
      '// #region 1 c',
      '// y',
      '// #endregion',
      '// #endregion',
      '// #endregion',
    );
    expect(code).toBe('inner_step_earlier');
    expect(message).toContain('linha 5: a região do passo 1 está dentro da do passo 2');
  });

  test.each(['2', '3.2'])('num problema, todo passo é anterior ao dono (%s)', (step) => {
    const { code, message } = errorIn('// #region 2 a', 'x', '// #problema', `// #region ${step} b`);
    expect(code).toBe('problem_step_not_earlier');
    expect(message).toContain(`linha 4: a região do passo ${step} está no #problema da do passo 2`);
  });

  test('linha de problema sem comentário', () => {
    expect(errorIn('// #region 1 a', 'x', '// #problema', '  y();', '// #endregion')).toEqual({
      code: 'problem_not_commented',
      message: 'app/x.ts, linha 4: linha de #problema sem "//": "y();". Comente-a.',
    });
  });

  test('problema dentro de problema pede dois comentários', () => {
    const { code } = errorIn(
      '// #region 3.2 a',
      '// #problema',
      '// #region 2 b',
      '// x',
      '// #problema',
      '// só um',
      '// #endregion',
      '// #endregion',
    );
    expect(code).toBe('problem_not_commented');
  });

  test('região sem nada dentro', () => {
    expect(errorIn('// #region 1 x', '', '// #endregion').code).toBe('empty_region');
  });
});

test.each([
  'class A { #region = 1; }',
  '  #region: string;',
  '  #region = process.env.AWS_REGION;',
  'const link = "http://x/#region";',
  '// a região 1 começa aqui',
  '# #canal de avisos',
  'const regiões = 1; // #1',
])('não é marcador: %s', (line) => {
  expect(derive(line, { file: 'x', step: '1', steps })).toBe(line);
});
