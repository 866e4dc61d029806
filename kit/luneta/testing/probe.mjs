/**
 * Entra num processo filho com `node --import` e responde, por um canal só seu, quanto de CPU e de memória ele usou e
 * quantas conexões tem. Perguntar de dentro funciona em todo sistema e conta microssegundos; o `/proc` do Linux conta
 * centésimos de segundo.
 */
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  process.send({ cpuUs: user + system, rssBytes: process.memoryUsage.rss(), sockets });
});
// Quem pergunta sumiu sem se despedir: um processo sem dono não fica no ar.
process.on('disconnect', () => process.exit(1));
// O canal não é motivo para o processo continuar vivo.
process.channel?.unref();
