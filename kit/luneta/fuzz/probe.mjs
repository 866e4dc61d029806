/** Entra no alvo com `node --import` e responde, por um canal só seu, quanta memória e quantas conexões ele tem. */
process.on('message', () => {
  const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  process.send({ rssBytes: process.memoryUsage.rss(), sockets });
});
// Quem pergunta sumiu sem se despedir: um alvo sem dono não fica no ar.
process.on('disconnect', () => process.exit(1));
// O canal não é motivo para o processo continuar vivo.
process.channel?.unref();
