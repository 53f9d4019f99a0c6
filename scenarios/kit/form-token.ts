/** The value of the hidden input `field` in a page, or null when it has none. Attributes may stand in any order. */
export function formToken(page: string, field: string): string | null {
  const name = field.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const input = new RegExp(`<input\\b[^>]*\\bname=["']${name}["'][^>]*>`, 'i').exec(page);
  const value = input === null ? null : /\bvalue=["']([^"']*)["']/i.exec(input[0]);
  return value?.[1] ?? null;
}
