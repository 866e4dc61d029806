/** Num módulo nosso: no pacote pronto, o `import()` direto de um pacote CommonJS só traz o `default`. */
export { parse } from 'yaml';
