// The router and the queries, to be run before the program in a task of their own (main.ts).
export { QueryClient } from "@tanstack/react-query";
export { createRouter } from "@tanstack/react-router";
