// O que o Databricks dá a um notebook, e que aqui damos nós: os parâmetros do job, e a saída.

import { writeFileSync } from 'node:fs';

const values = JSON.parse(process.env.NOTEBOOK_WIDGETS || '{}') as Record<string, string>;

export const dbutils = {
  widgets: {
    /** @throws Error se o job não tem este parâmetro. */
    get(name: string): string {
      const value = values[name];
      if (value !== undefined) return value;
      const known = Object.keys(values).join(', ') || 'nenhum';
      throw new Error(`O job não tem o parâmetro "${name}". Os que ele tem: ${known}.`);
    },
    getAll(): Record<string, string> {
      return { ...values };
    },
  },
  notebook: {
    /** Diz o resultado e acaba ali mesmo: o que ainda não saiu da memória não sai mais. */
    exit(value: string): never {
      const file = process.env.NOTEBOOK_OUTPUT;
      if (file) writeFileSync(file, value);
      else console.log(value);
      process.exit(0);
    },
  },
};
