/** The exact product of a decimal text and a whole number of pieces, as decimal text; null where there is no such number. */
export function timesPieces(unit: string, pieces: string): string | null {
  if (!/^[1-9]\d{0,8}$/.test(pieces.trim())) return null;
  const [whole = '', decimals = ''] = unit.split('.');
  const digits = (BigInt(whole + decimals) * BigInt(pieces)).toString().padStart(decimals.length + 1, '0');
  const point = digits.length - decimals.length;
  return decimals === '' ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Keeps the total beside the button at what the quantity comes to; the server counts it again. */
export function showTotal(page: Document): void {
  const output = page.querySelector<HTMLOutputElement>('.link-total output');
  const quantity = page.querySelector<HTMLInputElement>('input[name="quantity"]');
  if (!output || !quantity) return;
  const { unit = '0', currency = '' } = output.dataset;
  const decimals = unit.split('.')[1]?.length ?? 0;
  const format = new Intl.NumberFormat(page.documentElement.lang, {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  const show = () => {
    const total = timesPieces(unit, quantity.value);
    // Decimal text is formatted exactly; the library's types know numbers only.
    output.textContent = total === null ? '' : format.format(total as unknown as bigint);
  };
  quantity.addEventListener('input', show);
  show();
}
