/** The pages of analysis: pictures drawn from the pivot table, the form, boards. */

import { Ask } from "./explore/ask.ts";
import { Board } from "./explore/board.ts";
import { Pivot } from "./explore/pivot.ts";
import { copies, saves } from "./explore/giving.ts";

customElements.define("t-ask", Ask);
customElements.define("t-board", Board);
customElements.define("t-pivot", Pivot);
document.addEventListener("click", (event) => {
  copies(event);
  void saves(event);
});
