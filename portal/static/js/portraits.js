// Charts of the pages of projects, districts and campaigns. The figures come with the page, the same as in its tables.
(() => {
  "use strict";
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const lines = ["brand", "good", "orange", "red", "yellow", "ink-2"].map(colour);
  const symbols = ["circle", "rect", "triangle", "diamond", "pin", "roundRect"];
  const dashes = ["solid", "dashed", "dotted", [8, 3, 2, 3], [2, 2], [12, 4]];

  const option = (told) => ({
    animation: false,
    aria: { enabled: true },
    color: lines,
    textStyle: { fontFamily: style.getPropertyValue("--font"), color: colour("ink-2") },
    tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: colour("raised"), borderColor: colour("line"), textStyle: { color: colour("ink") }, valueFormatter: (value) => (value === null || value === undefined ? "–" : `${Number(value).toLocaleString()}${told.unit === "%" ? "%" : ""}`) },
    legend: { top: 0, type: "scroll", textStyle: { color: colour("ink-2") } },
    grid: { left: 8, right: 16, top: 36, bottom: told.kind === "campaign" ? 8 : 52, containLabel: true },
    dataZoom: told.kind === "campaign" ? [] : [{ type: "inside" }, { type: "slider", height: 22, bottom: 8, borderColor: colour("line"), textStyle: { color: colour("ink-3") } }],
    xAxis: { type: "time", minInterval: told.kind === "money" ? 0 : 86400000, min: told.from ?? null, max: told.until ?? null, axisLine: { lineStyle: { color: colour("line-strong") } }, axisLabel: { color: colour("ink-3"), hideOverlap: true } },
    yAxis: { type: "value", max: told.unit === "%" ? 100 : null, min: told.unit === "%" ? (seen) => Math.max(0, Math.floor((seen.min - 5) / 10) * 10) : null, minInterval: told.kind === "campaign" ? 1 : 0, axisLabel: { color: colour("ink-3"), formatter: (value) => value.toLocaleString(document.documentElement.lang, { notation: "compact" }) }, splitLine: { lineStyle: { color: colour("line") } } },
    series: [
      ...told.lines.map((line, index) => ({ name: line.name, type: "line", data: line.points, step: told.kind === "money" ? "end" : false, symbol: symbols[index % symbols.length], symbolSize: told.kind === "money" ? 0 : 6, lineStyle: { width: 2, type: told.kind === "money" ? "solid" : dashes[index % dashes.length] }, connectNulls: false })),
      ...told.bars.map((bar, index) => ({ name: bar.name, type: "bar", data: bar.points, barMaxWidth: 14, barMinWidth: 2, itemStyle: { color: index ? colour("orange") : colour("good"), decal: index ? { symbol: "line", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: 0.8 } : undefined } })),
    ],
  });
  const draw = (box) => {
    const chart = echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(option(JSON.parse(box.dataset.chart)));
    new ResizeObserver(() => chart.resize()).observe(box);
  };
  document.querySelectorAll("[data-chart]").forEach(draw);
})();
