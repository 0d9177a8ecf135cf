/** The pages of analysis: pictures drawn from the pivot table, the form, boards. */

import { Ask } from "./explore/ask.ts";
import { Board } from "./explore/board.ts";
import { Columns } from "./explore/columns.ts";
import { Pivot } from "./explore/pivot.ts";
import { copies, saves } from "./explore/giving.ts";

customElements.define("t-ask", Ask);
customElements.define("t-board", Board);
customElements.define("t-columns", Columns);
customElements.define("t-pivot", Pivot);
// A map that was changed in place reads its areas and its frame again.
document.addEventListener("htmx:after:swap", () => {
  const map = document.querySelector("#picture t-map");
  map?.before(map);
});
document.addEventListener("click", (event) => {
  copies(event);
  void saves(event);
});
