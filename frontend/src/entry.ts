/** An officer's pages: the grid, what the phone keeps, and what waits to be sent. */

import { Changed } from "./elements/changed.ts";
import { Grid } from "./elements/grid.ts";
import { Outbox } from "./elements/outbox.ts";
import { Photos } from "./elements/photos.ts";
import { Shell } from "./elements/shell.ts";
import { phone } from "./offline/phone.ts";

customElements.define("t-shell", Shell);
customElements.define("t-grid", Grid);
customElements.define("t-changed", Changed);
customElements.define("t-photos", Photos);
customElements.define("t-outbox", Outbox);
void phone();
