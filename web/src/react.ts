// React, to be run before the program in a task of its own (main.ts).
export { createRoot } from "react-dom/client";
