"""What must hold on every screen, whoever looks and in whatever language."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import steps

LANGUAGES = ("en", "ru", "hi", "ur")
#: What must hold on every screen: no overflow, one heading that has the focus, names on everything, room for a thumb.
FAULTS = """() => {
  const faults = [];
  const say = (what, element) => faults.push(`${what}: ${element.outerHTML.slice(0, 90)}`);
  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) faults.push(`wider than the screen: ${width}`);
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one heading');
  if (!document.activeElement?.matches('h1')) say('focus', document.activeElement);
  const levels = [...document.querySelectorAll('h1, h2, h3')].map((heading) => Number(heading.tagName[1]));
  if (levels.some((level, index) => level > (levels[index - 1] ?? 0) + 1)) faults.push(`headings: ${levels}`);
  for (const field of document.querySelectorAll('textarea, input')) {
    if (!field.labels.length || !field.labels[0].textContent.trim()) say('no label', field);
    if (field.getAttribute('autocomplete') !== 'off') say('autocomplete', field);
    if (field.name) say('name', field);
    if (field.matches('textarea, [type=text]') && (field.getAttribute('spellcheck') !== 'false' || field.spellcheck)) say('spellcheck', field);
  }
  for (const form of document.forms) if (form.autocomplete !== 'off') say('autocomplete', form);
  for (const press of document.querySelectorAll('button, summary, .add, .choice')) {
    const { height, width } = press.getBoundingClientRect();
    if (height < 48 || width < 24) say(`${height} high, ${width} wide`, press);
    if (!press.textContent.trim()) say('no words', press);
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  if (new Set(ids).size !== ids.length) faults.push('an id twice');
  for (const name of ['aria-controls', 'aria-describedby']) {
    for (const element of document.querySelectorAll(`[${name}]`)) if (!document.getElementById(element.getAttribute(name))) say(name, element);
  }
  for (const element of document.querySelectorAll('[style]')) say('style', element);
  if (/\\{\\w+\\}|undefined|\\[object|null/.test(document.body.innerText)) faults.push(`words: ${document.body.innerText}`);
  if (document.title !== '⁂') faults.push(`title: ${document.title}`);
  return faults;
}"""


def sound(page: Page, languages: tuple[str, ...] = LANGUAGES) -> None:
    """The screen has no fault in any language, and is a mirror in Urdu; it ends in English."""
    for language in (*languages[1:], "en"):
        steps.speak(page, language)
        faults = page.evaluate(FAULTS)
        assert not faults, (language, faults)
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ur" else "ltr")
