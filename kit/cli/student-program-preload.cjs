/**
 * Carregado antes do programa do aluno: escrever espera quem lê, como num terminal.
 *
 * Num cano, o Node guarda na memória o que ainda não coube. Um laço sem fim que só escreve nunca devolve a vez a quem o
 * esvaziaria: quase nada sairia, a memória encheria, e o limite de saída não veria laço nenhum.
 */
for (const { _handle: handle } of [process.stdout, process.stderr]) handle?.setBlocking?.(true);
