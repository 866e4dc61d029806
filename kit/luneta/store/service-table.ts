/**
 * Serviços e suas operações, com as linhas de cada um.
 *
 *   nome → número → { linhas (PostingList), vivas, operação → quantas vivas }
 *
 * "Viva" é a linha cujo trace ainda está guardado. O serviço some das consultas quando não tem linhas vivas, e o
 * número dele é reaproveitado quando não tem linha nenhuma no anel.
 */
import { PostingList } from './posting-list.ts';

export interface Service {
  name: string;
  rows: PostingList;
  live: number;
  operations: Map<number, number>;
}

export class ServiceTable {
  readonly #ids = new Map<string, number>();
  readonly #services: (Service | undefined)[] = [];
  readonly #free: number[] = [];

  /** Número do serviço, criado se preciso. */
  idOf(name: string): number {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.#free.pop() ?? this.#services.length;
      this.#services[id] = { name, rows: new PostingList(), live: 0, operations: new Map() };
      this.#ids.set(name, id);
    }
    return id;
  }

  nameOf(id: number): string {
    return this.#services[id]!.name;
  }

  /** O serviço, se algum trace guardado o usa. */
  find(name: string): Service | undefined {
    const id = this.#ids.get(name);
    const service = id === undefined ? undefined : this.#services[id];
    return service && service.live > 0 ? service : undefined;
  }

  /** Nomes dos serviços com linhas vivas, sem ordem. */
  liveNames(): string[] {
    const names: string[] = [];
    for (const service of this.#services) if (service && service.live > 0) names.push(service.name);
    return names;
  }

  addRow(id: number, operation: number, row: number): void {
    const service = this.#services[id]!;
    service.rows.push(row);
    service.live++;
    service.operations.set(operation, (service.operations.get(operation) ?? 0) + 1);
  }

  /** O trace de uma linha saiu; a linha ainda está no anel. */
  markDead(id: number, operation: number): void {
    const service = this.#services[id]!;
    service.live--;
    const left = service.operations.get(operation)! - 1;
    if (left === 0) service.operations.delete(operation);
    else service.operations.set(operation, left);
  }

  /** A linha mais antiga do serviço saiu do anel. */
  shiftRow(id: number): void {
    const service = this.#services[id]!;
    service.rows.shift();
    if (service.rows.length > 0) return;
    this.#ids.delete(service.name);
    this.#services[id] = undefined;
    this.#free.push(id);
  }
}
