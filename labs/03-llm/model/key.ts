/** A única chave que o servidor local aceita. */
export const LOCAL_API_KEY = 'chave-da-aula';
