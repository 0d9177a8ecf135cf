/** The entry grid's page. */

import { Grid } from "./elements/grid.ts";

customElements.define("t-grid", Grid);
