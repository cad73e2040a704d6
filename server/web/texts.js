// Every sentence of the page, in both languages.

import { EN } from "/web/texts-en.js";
import { VI } from "/web/texts-vi.js";

export const TEXTS = { vi: VI, en: EN };
