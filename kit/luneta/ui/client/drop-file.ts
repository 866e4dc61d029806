/** Um arquivo solto em qualquer lugar da página vai pelo formulário de envio, como se tivesse sido escolhido nele. */

export function startDropFile(): void {
  const form = document.querySelector<HTMLFormElement>('.upload-form');
  const input = form?.querySelector<HTMLInputElement>('input[type=file]');
  if (!form || !input) return;
  const { classList } = document.documentElement;
  /** Entradas menos saídas: passar de um elemento a outro dispara as duas. */
  let inside = 0;
  const set = (count: number): void => {
    inside = Math.max(count, 0);
    classList.toggle('dropping', inside > 0);
  };
  addEventListener('dragenter', (event) => {
    if (hasFile(event)) set(inside + 1);
  });
  addEventListener('dragleave', (event) => {
    if (hasFile(event)) set(inside - 1);
  });
  addEventListener('dragover', (event) => {
    if (hasFile(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    set(0);
    if (!hasFile(event) || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  // Escolher já é pedir para abrir.
  input.addEventListener('change', () => {
    if (input.files?.length) form.requestSubmit();
  });
}

function hasFile({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
