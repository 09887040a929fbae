// One line of text by the same libraries as Florin's pages: the floor that Home is measured against.
import "@mantine/core/styles/baseline.layer.css";
import { Button, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";

const root = createRootRoute({
  component: () => (
    <main>
      <h1>Empty</h1>
      <Button color="dark">Nothing</Button>
    </main>
  ),
});
const router = createRouter({ routeTree: root });

createRoot(document.getElementById("root") as HTMLElement).render(
  <MantineProvider>
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </MantineProvider>,
);
