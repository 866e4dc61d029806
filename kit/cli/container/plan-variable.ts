/** Onde o gancho acha o plano. Um arquivo só para isto: ele roda dentro do app, e `network-plan.ts` levaria junto o que importa. */
export const PLAN_VARIABLE = 'LAB_CONTAINER_NETWORK';
