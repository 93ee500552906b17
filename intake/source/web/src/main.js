/** Starts the page. Nothing is kept: no storage, no history entry, no cache, and no line on the console. @module */
import { firstLanguage } from './text.js';
import { App } from './ui/app.js';
import { unfit } from './ui/surroundings.js';
import { Visit } from './visit.js';

const pin = document.querySelector('meta[name="newsroom-root"]')?.getAttribute('content') ?? '';

/** Replaced, not followed: "back" does not lead here again. */
const leave = () => {
  app.forget();
  location.replace('about:blank');
};

const app = new App(document.body, {
  language: firstLanguage(navigator.languages),
  open: () => Visit.open({ pin }),
  leave,
});

// A browser may keep a page that was left, to show it again at "back": then it keeps an empty one.
addEventListener('pagehide', () => app.forget());
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

addEventListener('online', () => app.lineIsBack());

const reason = unfit({
  userAgent: navigator.userAgent,
  secure: isSecureContext,
  subtle: globalThis.crypto?.subtle !== undefined,
});
if (reason === null) void app.open();
else app.fail({ code: reason });
