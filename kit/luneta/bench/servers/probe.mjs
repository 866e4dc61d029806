/**
 * Entra no servidor medido com `node --import` e responde, por um canal só seu, quanto de CPU e de memória ele usou.
 * Perguntar de dentro funciona em todo sistema e conta microssegundos; o `/proc` do Linux conta centésimos de segundo.
 */
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpuUs: user + system, rssBytes: process.memoryUsage.rss() });
});
// Quem pergunta sumiu sem se despedir: um servidor sem dono não fica no ar.
process.on('disconnect', () => process.exit(1));
// O canal não é motivo para o processo continuar vivo.
process.channel?.unref();
