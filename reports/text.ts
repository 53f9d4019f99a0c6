/** Text from the app, its logs and the config, made safe to show: said here once, for every format. */

// Controls, marks that turn the writing direction (they can make a name read as another), and halves of surrogate pairs.
const unshowable = /(?![\t\n\r])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** The text with what cannot be shown, or lies about what is shown, replaced by U+FFFD. Tabs and line ends stay. */
export function showable(text: string): string {
  return text.replace(unshowable, '\ufffd');
}

/** The same on one line. */
export function oneLine(text: string): string {
  return showable(text)
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .trim();
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escaped for HTML and XML, in text and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return showable(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
