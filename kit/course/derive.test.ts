import { describe, expect, test } from 'vitest';
import { derive, DONE, regionBody, stepAfter } from './derive.ts';
import { courseErrorOf } from './testing/course-error-of.ts';

const steps = ['1', '2', '3'];
const at = (source: string, step: string): string => derive(source, { file: 'x', step, steps });

test('os passos anteriores têm o corpo; este e os seguintes, o TODO', () => {
  const source = `start();
// #region 1 Crie o span
const span = tracer.startSpan('a');
// #endregion
if (ok) {
  // #region 2 Ponha o atributo
  span.setAttribute('n', 1);
  // #endregion
}
`;
  expect(at(source, '1')).toBe(`start();
// TODO(1): Crie o span
if (ok) {
  // TODO(2): Ponha o atributo
}
`);
  expect(at(source, '2')).toBe(`start();
const span = tracer.startSpan('a');
if (ok) {
  // TODO(2): Ponha o atributo
}
`);
  expect(at(source, DONE)).toBe(`start();
const span = tracer.startSpan('a');
if (ok) {
  span.setAttribute('n', 1);
}
`);
});

test('um envoltório em duas metades: a segunda some sem deixar TODO', () => {
  const source = `// #region 1 Envolva a chamada num span
tracer.startActiveSpan('pay', (span) => {
// #endregion
  pay();
// #region 1
  span.end();
});
// #endregion`;
  expect(at(source, '1')).toBe(`// TODO(1): Envolva a chamada num span\n  pay();`);
  expect(at(source, '2')).toBe(`tracer.startActiveSpan('pay', (span) => {\n  pay();\n  span.end();\n});`);
});

test('enquanto o de fora está pendente, os TODOs de dentro vêm logo abaixo, e o problema depois deles', () => {
  const source = `// #region 1 Trate o erro
try {
  pay();
  // #region 2 Conte os pagamentos
  counter.add(1);
  // #region 3 Com o país
  counter.add(1, { country });
  // #endregion
  // #endregion
} catch {}
// #problema
// pay();
// #endregion`;
  expect(at(source, '1')).toBe(`// TODO(1): Trate o erro
  // TODO(2): Conte os pagamentos
  // TODO(3): Com o país
pay();`);
  expect(at(source, '2')).toBe(`try {
  pay();
  // TODO(2): Conte os pagamentos
  // TODO(3): Com o país
} catch {}`);
});

describe('uma solução que um passo posterior substitui', () => {
  const marker = (text: string): string => `// #region 2 Mande em lotes
  add(
    new Batch(),
  );
  // #problema
  ${text}#region 1 Registre o exporter
  // add(
  //   new Simple(),
  // );
  //
  ${text}#endregion
// #endregion
`;
  // O marcador de dentro, comentado uma vez ou junto com o resto.
  test.each(['// ', '// // '])('vive como região no #problema (%s)', (comments) => {
    const source = marker(comments);
    expect(at(source, '1')).toBe('  // TODO(1): Registre o exporter\n// TODO(2): Mande em lotes\n');
    expect(at(source, '2')).toBe('// TODO(2): Mande em lotes\n  add(\n    new Simple(),\n  );\n\n');
    expect(at(source, '3')).toBe('  add(\n    new Batch(),\n  );\n');
  });

  test('e pode ter o seu próprio problema, com dois comentários', () => {
    const source = `# #region 3 c
third
# #problema
# #region 2 b
# second
# #problema
# # zero
# # #region 1 a
# # first
# # #endregion
# #endregion
# # um comentário
# #endregion`;
    expect(at(source, '1')).toBe('# TODO(3): c\n# TODO(2): b\nzero\n# TODO(1): a\n# um comentário');
    expect(at(source, '2')).toBe('# TODO(3): c\n# TODO(2): b\nzero\nfirst\n# um comentário');
    expect(at(source, '3')).toBe('# TODO(3): c\nsecond\n# um comentário');
    expect(at(source, DONE)).toBe('third');
  });
});

describe('as linguagens', () => {
  test.each([
    [
      'YAML',
      'a:\n  # #region 1 Ponha o receiver\n  otlp:\n  # #problema\n  # none:\n  #   x: 1\n  # #endregion\n',
      'a:\n  # TODO(1): Ponha o receiver\n  none:\n    x: 1\n',
      'a:\n  otlp:\n',
    ],
    [
      'Dockerfile',
      'FROM node\n# #region 1 Instale antes de copiar\nCOPY package.json .\n# #endregion\nRUN a \\\n  # #region 1\n  b \\\n  # #endregion\n  c\n',
      'FROM node\n# TODO(1): Instale antes de copiar\nRUN a \\\n  c\n',
      'FROM node\nCOPY package.json .\nRUN a \\\n  b \\\n  c\n',
    ],
    ['.env', '# #region 1 O endereço\nURL=x\n# #problema\n#URL=\n# #endregion', '# TODO(1): O endereço\nURL=', 'URL=x'],
    [
      'SQL',
      '--#region 1 Crie o índice\nCREATE INDEX i;\n-- #endregion\n',
      '-- TODO(1): Crie o índice\n',
      'CREATE INDEX i;\n',
    ],
    [
      'HTML',
      '<ul>\n  <!-- #region 1 Ponha o link -->\n  <a>b</a>\n  <!-- #problema -->\n  <!-- <i>c</i> -->\n  <!--#endregion-->\n</ul>',
      '<ul>\n  <!-- TODO(1): Ponha o link -->\n  <i>c</i>\n</ul>',
      '<ul>\n  <a>b</a>\n</ul>',
    ],
    [
      'Python',
      'def f():\n    # #region 1 Abra o span\n    with span():\n        g()\n    # #problema\n    # g()\n    # #endregion\n',
      'def f():\n    # TODO(1): Abra o span\n    g()\n',
      'def f():\n    with span():\n        g()\n',
    ],
  ])('%s', (_, source, first, finished) => {
    expect(at(source, '1')).toBe(first);
    expect(at(source, DONE)).toBe(finished);
  });
});

test('CRLF entra, LF sai; sem fim de linha no final, continua sem', () => {
  expect(at('a\r\n// #region 1 x\r\nb\r\n// #problema\r\n// c\r\n// #endregion\r\nd', '1')).toBe(
    'a\n// TODO(1): x\nc\nd',
  );
  expect(at('a\n// #region 1 x\nb\n// #endregion', DONE)).toBe('a\nb');
  expect(at('', '1')).toBe('');
});

test('um passo que o lab não tem', () => {
  expect(courseErrorOf(() => at('a', '9'))).toMatchObject({
    code: 'unknown_step',
    message: 'x: não existe o passo "9". Os deste lab: 1, 2, 3.',
  });
});

test('resolver um passo é chegar ao começo do seguinte', () => {
  expect(steps.map((step) => stepAfter(steps, step))).toEqual(['2', '3', DONE]);
});

describe('o bloco de código do guia', () => {
  const source = `import a;
// #region 1
import b;
// #endregion
  // #region 1 Crie o span
  start({
    // #region 2 Com o país
    country,
    // #problema
    // name,
    // #endregion
  });

  end();
  // #endregion
// #region 2 Conte
add();
// #endregion
`;
  test('o corpo da região ao fim do seu passo, sem o recuo comum', () => {
    expect(regionBody(source, '1')).toBe('start({\n  name,\n});\n\nend();');
    expect(regionBody(source, '2', 'Com o país')).toBe('country,');
  });

  test('a região que não existe', () => {
    const error = courseErrorOf(() => regionBody(source, '1', 'Crie', 'app.ts'));
    expect(error.code).toBe('region_not_found');
    expect(error.message).toBe('app.ts: não há região "1 Crie". Os títulos do passo 1: "Crie o span" (linha 5).');
    expect(courseErrorOf(() => regionBody(source, '3')).message).toContain('Os títulos do passo 3: nenhum.');
  });

  test('sem o título, quando o passo tem mais de uma', () => {
    const error = courseErrorOf(() => regionBody(source, '2'));
    expect(error.code).toBe('region_ambiguous');
    expect(error.message).toContain('"Com o país" (linha 7), "Conte" (linha 16)');
  });
});
