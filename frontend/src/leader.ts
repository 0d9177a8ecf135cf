/** The pages of leaders: live figures, map, charts, league tables. */

import { Arrivals } from "./elements/arrivals.ts";
import { Chart } from "./elements/chart.ts";
import { Inbox } from "./elements/inbox.ts";
import { League } from "./elements/league.ts";
import { Live } from "./elements/live.ts";
import { TMap } from "./elements/map.ts";

customElements.define("t-arrivals", Arrivals);
customElements.define("t-chart", Chart);
customElements.define("t-inbox", Inbox);
customElements.define("t-league", League);
customElements.define("t-map", TMap);
customElements.define("t-live", Live);
