/** Um trecho de TypeScript com decorators, compilado como o de um usuário: o Vitest não os compila. */
import ts from 'typescript';

/**
 * @param source Um trecho que usa `operations` e termina com `return`.
 * @returns O que o trecho devolve.
 */
export function runTypeScript(source: string, operations: unknown, options: ts.CompilerOptions = {}): unknown {
  const { outputText } = ts.transpileModule(`export default (operations: unknown) => {${source}};`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, ...options },
  });
  const exported: { default?: (operations: unknown) => unknown } = {};
  // eslint-disable-next-line no-new-func
  new Function('exports', outputText)(exported);
  return exported.default?.(operations);
}
