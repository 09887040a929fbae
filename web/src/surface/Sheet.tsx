// Where detail opens: from below on a phone, from the side on a desk. Focus goes in and comes back.
import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { t } from "~/language/t";
import { useFocusBack } from "./focus";
import css from "./surface.module.css";

const CLASSES = {
  overlay: css.veil,
  content: css.sheet,
  title: css.sheetTitle,
  close: css.close,
  body: css.sheetBody,
} as Record<string, string>;

type Props = {
  title: string;
  opened: boolean;
  onClose: () => void /** Little is in it: on a phone it comes up less far. */;
  short?: boolean;
  children: ReactNode;
};

export function Sheet({ title, opened, onClose, short = false, children }: Props) {
  const desk = useMediaQuery("(min-width: 60em)", true, { getInitialValueInEffect: false });
  useFocusBack(opened);
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      position={desk ? "right" : "bottom"}
      size={desk ? 520 : short ? "min(464px, 92dvh)" : "92dvh"}
      radius={desk ? 0 : 20}
      // ground.css holds the page still; the library would write a style element, which the CSP forbids.
      lockScroll={false}
      returnFocus={false}
      classNames={CLASSES}
    >
      <Drawer.Overlay />
      <Drawer.Content data-sheet>
        {/* Not Drawer.Header: a header element here would be a second banner to screen readers. */}
        <div className={css.sheetHead}>
          <Drawer.Title>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label={t("web.sheet.close")} />
        </div>
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
