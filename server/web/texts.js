// Every sentence of the pages, in both languages.

import { EN } from "/web/texts-en.js";
import { ROOM_EN } from "/web/texts-room-en.js";
import { ROOM_VI } from "/web/texts-room-vi.js";
import { VI } from "/web/texts-vi.js";

export const TEXTS = { vi: { ...VI, ...ROOM_VI }, en: { ...EN, ...ROOM_EN } };
