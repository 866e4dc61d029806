/**
 * O cabeçalho que a Luneta manda quando pergunta algo ao programa de um aluno: um trace não amostrado. Num programa que segue a
 * decisão do pai (o padrão), a pergunta não vira span.
 */
export const UNSAMPLED = '00-4c756e6574610000000000000000d0c7-4c756e65746144c7-00';
