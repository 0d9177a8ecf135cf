/** The page on which somebody chooses how she is told. */

import { Device } from "./notices/device.ts";

customElements.define("t-device", Device);
