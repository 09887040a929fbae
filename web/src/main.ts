// The entry: lets the outline paint first, then loads the program.
requestAnimationFrame(() => setTimeout(() => import("./boot")));
