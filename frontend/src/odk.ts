/** The page on which a questionnaire is filled in. */

import { Questionnaire } from "./odk/questionnaire.ts";

customElements.define("t-questionnaire", Questionnaire);
