// The entry: lets the outline paint first, then loads the program, and beside it the texts of the language read.
if (document.documentElement.lang === "de") void import("@catalogue-de").catch(() => {});
requestAnimationFrame(() => setTimeout(() => import("./boot")));
