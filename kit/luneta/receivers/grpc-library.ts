/**
 * O grpc-js num módulo nosso, para ser carregado mais tarde com `import()`: ele é CommonJS, e um `import()` direto dá
 * formas diferentes rodando das fontes (nomes) e do pacote do esbuild (só `default`).
 */
import * as grpc from '@grpc/grpc-js';

export { grpc };
