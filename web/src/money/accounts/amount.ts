// From an amount as people write it ("$1,234.50", "1.234,50 €", "−250") to the decimal text the contract has.

/** What is no amount goes as it is, so that the server can say so. */
export function amountOf(written: string): string {
  const text = written
    .trim()
    .replace(/[\s'’$€£¥]/g, "")
    .replace(/^[−–]/, "-");
  if (!/^-?[\d.,]+$/.test(text)) return written.trim();
  // The last sign parts the minor units, unless it stands before a group of three.
  const at = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  const grouped = text.length - at - 1 === 3 || text.split(text[at] ?? "").length > 2;
  if (at < 0 || grouped) return text.replace(/[.,]/g, "");
  return `${text.slice(0, at).replace(/[.,]/g, "")}.${text.slice(at + 1)}`;
}
