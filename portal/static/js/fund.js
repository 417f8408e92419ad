// Charts of the fund. The figures come with the page, the same as in its tables.
(() => {
  "use strict";
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const figure = (value) => Number(value).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const option = (told) => ({
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: style.getPropertyValue("--font"), color: colour("ink-2") },
    tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: colour("raised"), borderColor: colour("line"), textStyle: { color: colour("ink") }, valueFormatter: figure },
    legend: { top: 0, textStyle: { color: colour("ink-2") } },
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: told.names, axisLine: { lineStyle: { color: colour("line-strong") } }, axisLabel: { color: colour("ink-3"), hideOverlap: true } },
    yAxis: { type: "value", axisLabel: { color: colour("ink-3"), formatter: (value) => value.toLocaleString(document.documentElement.lang, { notation: "compact" }) }, splitLine: { lineStyle: { color: colour("line") } } },
    series: [
      ...told.bars.map((bar, index) => ({ name: bar.name, type: "bar", data: bar.values, barMaxWidth: 26, itemStyle: { color: colour(["orange", "good"][index % 2]), decal: index ? { symbol: "line", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: 0.8 } : undefined } })),
      ...(told.lines || []).map((line) => ({ name: line.name, type: "line", data: line.values, symbolSize: 6, itemStyle: { color: colour("brand") }, lineStyle: { width: 2 } })),
    ],
  });
  document.querySelectorAll("[data-chart]").forEach((box) => {
    const chart = echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(option(JSON.parse(box.dataset.chart)));
    new ResizeObserver(() => chart.resize()).observe(box);
  });
})();
