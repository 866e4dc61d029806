// Exercício 01e/4: a ordem dos imports, em ESM.
//
// É por aqui que o servidor começa. Ele está em app.mjs, e a instrumentação dele, em instrumentation.mjs: falta juntar os dois,
// e em que ordem, e de que jeito, faz toda a diferença.

// #region 4 Carregue primeiro a instrumentação e, só quando ela estiver pronta, o servidor
await import('./instrumentation.mjs');
await import('./app.mjs');
// #problema
// import './app.mjs';
// #endregion
