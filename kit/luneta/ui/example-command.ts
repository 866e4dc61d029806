/** O que se manda digitar a quem ainda não enviou nada: um trace de exemplo. */
export const EXAMPLE_COMMAND = 'npx tsx exemplos/example_exporter.ts';
