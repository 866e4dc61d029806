/** Onde o doutor atende: à parte, para quem só pergunta não carregar quem responde. */
export const DIAGNOSIS_PATH = '/api/diagnosis';
