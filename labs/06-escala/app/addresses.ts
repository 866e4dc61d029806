/** Uma lista de endereços separados por vírgulas; vazia, a de sempre. */
export function listOr(text: string | undefined, usual: readonly string[]): string[] {
  const given = (text ?? '').split(',').map((part) => part.trim());
  const addresses = given.filter((part) => part !== '');
  return addresses.length > 0 ? addresses : [...usual];
}
