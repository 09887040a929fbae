// Draws the course of the net worth: owned above zero, owed below, what is left as a line. Loaded when it is wanted.
import { LineChart } from "echarts/charts";
import { AriaComponent, AxisPointerComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { WorthPoint } from "~/api/types";

use([LineChart, GridComponent, TooltipComponent, AxisPointerComponent, AriaComponent, CanvasRenderer]);

type Looks = {
  /** How an amount stands at the axis, and a month. */
  amount: (value: number) => string;
  month: (day: string) => string;
  label: string;
  still: boolean;
};

/** A colour of the page's own tokens, as the canvas can read it. */
function colour(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

const area = (token: string, values: number[]) => ({
  type: "line" as const,
  data: values,
  symbol: "none",
  lineStyle: { width: 1, color: colour(token), opacity: 0.55 },
  areaStyle: { color: colour(token), opacity: 0.16, origin: 0 },
  emphasis: { disabled: true },
});

function options(points: WorthPoint[], looks: Looks) {
  const narrow = window.innerWidth < 600;
  const font = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  const label = { ...font, color: colour("dimmed") };
  const every = Math.max(1, Math.ceil(points.length / (narrow ? 4 : 8)));
  const numbers = (part: "assets" | "debts" | "net") => points.map((point) => Number(point[part]));
  return {
    animation: !looks.still,
    animationDuration: 500,
    aria: { enabled: true, label: { description: looks.label } },
    grid: { left: 4, right: 8, top: 12, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis" as const, showContent: false },
    xAxis: {
      type: "category" as const,
      boundaryGap: false,
      data: points.map((point) => point.day),
      axisLabel: {
        ...label,
        interval: (at: number) => (points.length - 1 - at) % every === 0,
        formatter: looks.month,
        alignMaxLabel: "right" as const,
        hideOverlap: true,
      },
      axisLine: { onZero: true, lineStyle: { color: colour("edge") } },
      axisTick: { show: false },
      axisPointer: { lineStyle: { color: colour("edge"), type: "solid" as const }, label: { show: false } },
    },
    yAxis: {
      type: "value" as const,
      splitNumber: narrow ? 3 : 4,
      axisLabel: { ...label, formatter: looks.amount },
      splitLine: { lineStyle: { color: colour("line") } },
    },
    series: [
      area("green", numbers("assets")),
      ...(numbers("debts").some((debt) => debt !== 0) ? [area("rust", numbers("debts"))] : []),
      {
        type: "line" as const,
        data: numbers("net"),
        symbol: "none",
        lineStyle: { width: 2.5, color: colour("gold") },
        emphasis: { disabled: true },
        z: 3,
      },
    ],
  };
}

export type Drawn = { show: (points: WorthPoint[], looks: Looks) => void; end: () => void };

/** A chart in `place`; `pointed` hears which point is looked at, null where none is. */
export function draw(place: HTMLElement, pointed: (at: number | null) => void): Drawn {
  const chart = init(place, null, { renderer: "canvas" });
  chart.on("updateAxisPointer", (event) => {
    const { axesInfo } = event as { axesInfo?: { value: number }[] };
    pointed(axesInfo?.[0]?.value ?? null);
  });
  chart.on("globalout", () => pointed(null));
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(place);
  return {
    show: (points, looks) => chart.setOption(options(points, looks), { notMerge: true }),
    end: () => {
      watch.disconnect();
      chart.dispose();
    },
  };
}
