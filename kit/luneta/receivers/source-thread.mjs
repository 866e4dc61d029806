/** Começa numa thread um módulo das fontes: os ganchos do tsx valem só na thread que os registrou. */
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.module);
