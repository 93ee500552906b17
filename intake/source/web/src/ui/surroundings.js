/** Whether this browser is a place to write in. Pure. @module */

/**
 * Windows of other apps: their makers' marks, Android's WebView, and iOS's web view, which lacks the word Safari.
 * Facebook's, Instagram's and TikTok's were seen to put code into pages that reads every key (Krause, 2022).
 */
const IN_APP = [
  /FBAN|FBAV|FB_IAB|FBIOS|Instagram|Barcelona|musical_ly|BytedanceWebview|ByteLocale|TikTok|trill/i,
  /Snapchat|Pinterest\/|LinkedInApp|Twitter(?: for|Android)|WhatsApp\/|MicroMessenger|\bLine\/|KAKAOTALK|ShareChat|GSA\//,
  /; wv\)/,
  /\((?:iPhone|iPad|iPod)[^)]*\) AppleWebKit\/(?!.*Safari\/)/,
];

/**
 * @param {{userAgent: string, secure: boolean, subtle: boolean}} here
 * @returns {'in-app' | 'no-crypto' | null} an error's code, or null when all is well
 */
export function unfit(here) {
  if (IN_APP.some((mark) => mark.test(here.userAgent))) return 'in-app';
  return here.secure && here.subtle ? null : 'no-crypto';
}
