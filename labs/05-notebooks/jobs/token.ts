/** O job e o token do servidor local: não abrem nada fora desta máquina. */
export const LOCAL_JOB_ID = 1001;
export const LOCAL_TOKEN = 'dapi-local-0123456789abcdef';
