// The wage matrix by keyboard: arrows move between cells, the cell's sentence stands below. Without this the words are in the cells.
(() => {
  "use strict";
  const table = document.getElementById("matrix");
  const detail = document.getElementById("matrix-detail");
  if (!table || !detail) return;
  const rows = () => [...table.querySelectorAll(".matrix-rows tr")].map((row) => [...row.querySelectorAll("td.cell")]).filter((row) => row.length);
  let current = table.querySelector("td.cell");
  if (current) current.tabIndex = 0;

  const show = (cell) => {
    const worker = cell.parentElement.querySelector("th .token")?.textContent ?? "";
    detail.textContent = `${worker}  ${cell.dataset.detail}`;
  };
  const take = (cell) => {
    if (!cell) return;
    if (current) current.tabIndex = -1;
    current = cell;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: false });
    show(cell);
  };
  table.addEventListener("click", (event) => take(event.target.closest("td.cell")));
  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td.cell");
    if (cell) show(cell);
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td.cell");
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -999], End: [0, 999] }[event.key];
    if (!cell || !step) return;
    event.preventDefault();
    const grid = rows();
    const y = grid.findIndex((row) => row.includes(cell));
    const x = grid[y].indexOf(cell);
    const row = grid[Math.min(Math.max(y + step[0], 0), grid.length - 1)];
    take(row[Math.min(Math.max(x + step[1], 0), row.length - 1)]);
  });
})();
